import type { Plan } from '../plan/plan.ts'
import type { Metric, Summary } from './judge.ts'

/** One metric over the run: a value for each piece of time, undefined where nothing was measured. */
export type Series = (number | undefined)[]

/** Reads `metric{at:0}`, `metric{at:1}` … */
const overTime = (
  plan: Plan,
  { metrics }: Summary,
  name: string,
  read: (metric: Metric) => number | undefined,
): Series =>
  Array.from({ length: plan.buckets.count }, (_, at) => {
    const metric = metrics[`${name}{at:${at}}`]
    return metric && read(metric)
  })

/** A percentile of a trend over the run; gaps where there was nothing. */
export const percentileOverTime = (plan: Plan, summary: Summary, name: string, stat: string): Series =>
  overTime(plan, summary, name, ({ values }) => ((values.count ?? 0) > 0 ? values[stat] : undefined))

/** How many samples a trend had, a second. */
export const rateOverTime = (plan: Plan, summary: Summary, name: string): Series =>
  overTime(plan, summary, name, ({ values }) => values.count ?? 0).map(
    count => (count ?? 0) / plan.buckets.seconds,
  )

/** The running sum of a counter that goes up and down. */
export const levelOverTime = (plan: Plan, summary: Summary, name: string): Series => {
  let level = 0
  return overTime(plan, summary, name, ({ values }) => values.count ?? 0).map(change => {
    level += change ?? 0
    return level
  })
}

/** `12 345`, `0.25`: with as many digits as say something. */
export const showNumber = (value: number): string => {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2
  const [whole = '', fraction] = value.toFixed(digits).split('.')
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, '\u202f')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}
