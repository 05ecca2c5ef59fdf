import type { Plan } from '../plan/plan.ts'
import { refusalCodes } from '../plan/thresholds.ts'
import { showNumber } from './figures.ts'
import type { Judgement, Summary, Verdict } from './judge.ts'

type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow'
export type Paint = (style: Style, text: string) => string

const row = (name: string, cells: string[]): string =>
  `  ${name.padEnd(14)}${cells.map(cell => cell.padStart(10)).join('')}`

/** The times that are shown, by their names for people. */
export const trends: [name: string, metric: string][] = [
  ['connect', 'connect_ms'],
  ['join', 'join_ms'],
  ['acknowledged', 'ack_ms'],
  ['delivered', 'e2e_ms'],
  ['back in room', 'recover_ms'],
  ['login', 'login_ms'],
  ['generator late', 'send_lag_ms'],
]

const latencies = ({ metrics }: Summary, paint: Paint): string[] => {
  const rows = trends.flatMap(([name, metric]) => {
    const values = metrics[metric]?.values ?? {}
    if ((values.count ?? 0) === 0) return []
    const cells = ['count', 'med', 'p(95)', 'p(99)', 'max'].map(stat => showNumber(values[stat] ?? 0))
    return [row(name, cells)]
  })
  return [paint('dim', row('', ['count', 'p50 ms', 'p95', 'p99', 'max'])), ...rows]
}

const relations: Record<string, string> = { '<': 'below ', '>': 'above ' }

/** `lost is 3, and must be 0: no message is missing` */
export const explainFailure = ({ metric, expression, value, meaning }: Judgement): string => {
  const [, stat = '', relation = '', limit] = /^([^<=>]+)(<|>|==)(.+)$/.exec(expression) ?? []
  const name = stat === 'count' ? metric : `${metric} ${stat}`
  const found = value === undefined ? 'was never measured' : `is ${showNumber(value)}`
  return `${name} ${found}, must be ${relations[relation] ?? ''}${limit}: ${meaning}`
}

const conclude = (verdict: Verdict, paint: Paint): string[] => {
  if (verdict.passed) return [paint('green', `passed: all ${verdict.judgements.length} limits held`)]
  const failed = verdict.judgements.filter(({ ok }) => !ok)
  const lines = failed.map(judgement => paint('red', `  ${explainFailure(judgement)}`))
  if (verdict.overloaded) {
    lines.push(
      paint('yellow', '  The generator itself was too slow, so the figures say little about the cluster:'),
      paint('yellow', '  take a smaller profile, or run it on a machine of its own.'),
    )
  }
  return [paint('red', `failed: ${failed.length} of ${verdict.judgements.length} limits`), ...lines]
}

/** The result for a terminal. */
export const renderTerminal = (plan: Plan, summary: Summary, verdict: Verdict, paint: Paint): string => {
  const counters = ['lost', 'duplicated', 'out_of_order', 'unrecovered', 'refused', 'reconnects']
  if (plan.happenings.logins) counters.push('logins', 'logins_put_off')
  const count = (name: string): number => summary.metrics[name]?.values.count ?? 0
  const counts = counters.map(name => `${name} ${showNumber(count(name))}`)
  const refusals = refusalCodes
    .filter(code => count(`refused{code:${code}}`) > 0)
    .map(code => `${code} ${showNumber(count(`refused{code:${code}}`))}`)
  return [
    '',
    paint('bold', `${plan.scenario}, ${plan.profile}`),
    ...latencies(summary, paint),
    '',
    `  ${counts.join(' · ')}`,
    ...(refusals.length > 0 ? [`  refused: ${refusals.join(' · ')}`] : []),
    '',
    ...conclude(verdict, paint),
  ].join('\n')
}
