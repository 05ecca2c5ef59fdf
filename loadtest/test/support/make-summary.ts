import type { Plan } from '../../k6/plan/plan.ts'
import { makeThresholds } from '../../k6/plan/thresholds.ts'
import type { Metric, Summary } from '../../k6/report/judge.ts'

/** What a metric is, in place of what lets the run pass: the count of a counter, each value of a trend; undefined is nothing. */
export type Changes = Record<string, number | undefined>

const trend = (value: number | undefined): Metric => {
  const [count, stat] = value === undefined ? [0, 0] : [100, value]
  const values = {
    count,
    min: stat,
    avg: stat,
    med: stat,
    'p(90)': stat,
    'p(95)': stat,
    'p(99)': stat,
    max: stat,
  }
  return { type: 'trend', values }
}

const holds = (metric: Metric, expression: string): boolean => {
  const [, stat = '', relation, limit] = /^([^<=]+)(<|==)(.+)$/.exec(expression) ?? []
  const value = metric.values[stat] ?? Number.NaN
  return relation === '<' ? value < Number(limit) : value === Number(limit)
}

/** A summary as k6 makes it, of a run in which everything held but for the changes. */
export const makeSummary = (plan: Plan, changes: Changes = {}): Summary => {
  const metrics: Record<string, Metric> = {}
  for (const { metric: name, expression } of makeThresholds(plan)) {
    const isCounter = expression.startsWith('count')
    const given = name in changes ? changes[name] : name === 'checked' ? plan.sockets : isCounter ? 0 : 5
    const metric: Metric = isCounter ? { type: 'counter', values: { count: given ?? 0 } } : trend(given)
    metric.thresholds = { [expression]: { ok: holds(metric, expression) } }
    metrics[name] = metric
  }
  for (let at = 0; at < plan.buckets.count; at++) {
    metrics[`e2e_ms{at:${at}}`] = trend(at === 0 ? undefined : at)
    metrics[`connections{at:${at}}`] = { type: 'counter', values: { count: at === 0 ? plan.sockets : 0 } }
  }
  return { state: { testRunDurationMs: plan.overAt * 1000 }, metrics }
}
