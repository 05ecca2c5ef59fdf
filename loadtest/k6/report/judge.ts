import type { Plan } from '../plan/plan.ts'
import { makeThresholds, type Threshold } from '../plan/thresholds.ts'

/** What k6 hands to `handleSummary`, as far as it is used. */
export interface Summary {
  state: { testRunDurationMs: number }
  metrics: Record<string, Metric>
}

export interface Metric {
  type: 'counter' | 'trend' | 'gauge' | 'rate'
  values: Record<string, number>
  /** By expression. */
  thresholds?: Record<string, { ok: boolean }>
}

export interface Judgement extends Threshold {
  /** Undefined when there was nothing to measure. */
  value: number | undefined
  ok: boolean
}

export interface Verdict {
  passed: boolean
  /** The generator itself was too slow: the figures say nothing about the cluster. */
  overloaded: boolean
  judgements: Judgement[]
}

/** The part of a metric that an expression like `p(99)<500` looks at. */
const readStat = (metric: Metric | undefined, expression: string): number | undefined => {
  const [name = ''] = /^[^<=>]+/.exec(expression) ?? []
  return metric?.values[name.trim()]
}

/**
 * Judges a run by its summary. A limit that k6 did not look at, because nothing of the kind was ever measured, has not
 * held: a run in which nobody sent anything proves nothing.
 */
export const judge = (plan: Plan, { metrics }: Summary): Verdict => {
  const judgements = makeThresholds(plan).map(threshold => {
    const metric = metrics[threshold.metric]
    const held = metric?.thresholds?.[threshold.expression]?.ok ?? false
    const measured = metric?.type === 'counter' || (metric?.values.count ?? 0) > 0
    const value = measured ? readStat(metric, threshold.expression) : undefined
    return { ...threshold, value, ok: held && measured }
  })
  const failed = judgements.filter(judgement => !judgement.ok)
  return {
    passed: failed.length === 0,
    overloaded: failed.some(({ concern }) => concern === 'generator'),
    judgements,
  }
}
