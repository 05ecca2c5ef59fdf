import type { Plan } from './plan.ts'
import { countMessages } from './schedule.ts'

/** What a limit is about: the cluster's promises, its speed, or the generator itself. */
export type Concern = 'correctness' | 'speed' | 'generator'

export interface Threshold {
  metric: string
  /** In k6's language. */
  expression: string
  concern: Concern
  /** In words: what must hold. */
  meaning: string
}

const none = (metric: string, meaning: string): Threshold => ({
  metric,
  expression: 'count==0',
  concern: 'correctness',
  meaning,
})

const within = (metric: string, percent: number, ms: number, meaning: string): Threshold => ({
  metric,
  expression: `p(${percent})<${ms}`,
  concern: 'speed',
  meaning,
})

/** Everything that decides whether a run has passed. */
export const makeThresholds = (plan: Plan): Threshold[] => {
  const { limits, happenings, sockets } = plan
  const moves = (happenings.cuts ?? happenings.scaling) !== undefined
  return [
    none('lost', 'no message is missing'),
    none('duplicated', 'no message came twice'),
    none('out_of_order', 'every room in order'),
    none('unrecovered', 'everyone came back with nothing missed'),
    none('refused', 'no call and no connection was refused'),
    {
      metric: 'checked',
      expression: `count==${sockets}`,
      concern: 'correctness',
      meaning: 'everyone was there to the end',
    },
    ...(moves ? [] : [none('reconnects', 'no connection was lost')]),
    within('connect_ms', 95, limits.connect, 'connected in time'),
    ...(countMessages(plan) === 0
      ? []
      : [
          within('ack_ms', 99, limits.ack, 'acknowledged in time'),
          within('e2e_ms', 99, limits.delivery, 'delivered in time'),
          {
            ...within('send_lag_ms', 99, limits.sendLag, 'the generator kept its own schedule'),
            concern: 'generator' as const,
          },
        ]),
    ...(happenings.logins
      ? [
          {
            metric: 'logins',
            expression: 'count>0',
            concern: 'correctness' as const,
            meaning: 'logins went on',
          },
        ]
      : []),
    ...(moves ? [within('recover_ms', 95, limits.recovery, 'back in time')] : []),
  ]
}

/** The metrics that are plotted over time. */
export const plotted = ['e2e_ms', 'ack_ms', 'send_lag_ms', 'connections'] as const

/** The refusals that are told apart; any other is only in their sum. */
export const refusalCodes = [
  'rate_limited',
  'unavailable',
  'too_many_connections',
  'unauthenticated',
  'token_expired',
  'internal',
] as const

/** As k6 takes them. The empty ones make k6 keep a metric's values for each tag. */
export const k6Thresholds = (plan: Plan): Record<string, string[]> => {
  const all: Record<string, string[]> = {}
  for (const { metric, expression } of makeThresholds(plan))
    all[metric] = [...(all[metric] ?? []), expression]
  for (const metric of plotted) {
    for (let at = 0; at < plan.buckets.count; at++) all[`${metric}{at:${at}}`] = []
  }
  for (const code of refusalCodes) all[`refused{code:${code}}`] = []
  return all
}
