import { describe, expect, it } from 'vitest'
import { makePlan } from '../../k6/plan/plan.ts'
import { k6Thresholds, makeThresholds } from '../../k6/plan/thresholds.ts'
import { judge } from '../../k6/report/judge.ts'
import { explainFailure, renderTerminal } from '../../k6/report/terminal.ts'
import { makeSummary } from '../support/make-summary.ts'

const plan = makePlan({ scenario: 'fanout', profile: 'small', runId: 'run', url: 'http://127.0.0.1:1' })
const failures = (changes: Parameters<typeof makeSummary>[1]) => {
  const verdict = judge(plan, makeSummary(plan, changes))
  return {
    passed: verdict.passed,
    overloaded: verdict.overloaded,
    metrics: verdict.judgements.filter(({ ok }) => !ok).map(({ metric }) => metric),
  }
}

describe('the judge', () => {
  it('lets a run pass in which everything held', () => {
    expect(failures({})).toEqual({ passed: true, overloaded: false, metrics: [] })
  })

  it.each(['lost', 'duplicated', 'out_of_order', 'unrecovered', 'refused', 'reconnects'])(
    'fails a run for a single %s',
    metric => {
      expect(failures({ [metric]: 1 })).toEqual({ passed: false, overloaded: false, metrics: [metric] })
    },
  )

  it('fails a run in which one connection was not there to the end', () => {
    expect(failures({ checked: plan.sockets - 1 })).toMatchObject({ passed: false, metrics: ['checked'] })
  })

  it.each(['connect_ms', 'ack_ms', 'e2e_ms'])('fails a run for a slow %s', metric => {
    expect(failures({ [metric]: 60_000 })).toEqual({ passed: false, overloaded: false, metrics: [metric] })
  })

  it('fails a run whose generator was too slow itself, and says so', () => {
    const changes = { send_lag_ms: plan.limits.sendLag }
    expect(failures(changes)).toEqual({ passed: false, overloaded: true, metrics: ['send_lag_ms'] })
    const summary = makeSummary(plan, changes)
    const text = renderTerminal(plan, summary, judge(plan, summary), (_, words) => words)
    expect(text).toContain('The generator itself was too slow')
  })

  it('fails a run in which nothing was ever measured', () => {
    expect(failures({ e2e_ms: undefined })).toMatchObject({ passed: false, metrics: ['e2e_ms'] })
    const { judgements } = judge(plan, makeSummary(plan, { e2e_ms: undefined }))
    expect(judgements.filter(({ ok }) => !ok).map(explainFailure)).toEqual([
      'e2e_ms p(99) was never measured, must be below 1000: delivered in time',
    ])
  })

  it('says in words what did not hold', () => {
    const { judgements } = judge(plan, makeSummary(plan, { lost: 3, e2e_ms: 60_000 }))
    const words = judgements.filter(({ ok }) => !ok).map(explainFailure)
    expect(words).toEqual([
      'lost is 3, must be 0: no message is missing',
      'e2e_ms p(99) is 60\u202f000, must be below 1000: delivered in time',
    ])
  })
})

describe('the limits', () => {
  it('on what must not happen are 0 whatever the patience, and only those on time are wider', () => {
    const patient = makeThresholds(
      makePlan({ scenario: 'fanout', profile: 'small', runId: 'run', url: '', patience: 20 }),
    )
    const strict = makeThresholds(plan)
    expect(patient.filter(({ concern }) => concern === 'correctness')).toEqual(
      strict.filter(({ concern }) => concern === 'correctness'),
    )
    expect(patient.find(({ metric }) => metric === 'send_lag_ms')?.expression).toBe('p(99)<2000')
  })

  it('reach k6, with a piece of time for each value that is plotted', () => {
    const given = k6Thresholds(plan)
    expect(given.lost).toEqual(['count==0'])
    expect(given.send_lag_ms).toEqual(['p(99)<100'])
    const pieces = Object.keys(given).filter(name => name.startsWith('e2e_ms{'))
    expect(pieces).toHaveLength(plan.buckets.count)
  })

  it('on reconnects hold only where nothing is cut', () => {
    const limited = (scenario: 'scale' | 'steady') =>
      makeThresholds(makePlan({ scenario, profile: 'small', runId: 'run', url: '' })).some(
        ({ metric }) => metric === 'reconnects',
      )
    expect(limited('steady')).toBe(true)
    expect(limited('scale')).toBe(false)
  })
})
