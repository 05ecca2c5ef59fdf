import { countNames } from '../../checker/check-history.ts'
import type { FaultSummary, RoundSummary, SuiteSummary } from '../../report/summary.ts'
import type { Claim } from '../../scenarios/scenario.ts'

const counts = Object.fromEntries(countNames.map(name => [name, 0])) as NonNullable<RoundSummary['counts']>

/** A round in which all holds, with changes. */
export const round = (changes: Partial<RoundSummary> = {}): RoundSummary => ({
  ...{ scenario: 'flood', seed: 1, seconds: 3, counts, claims: [], failures: [] },
  ...changes,
})

export const fault = (...rounds: RoundSummary[]): FaultSummary => ({
  ...{ name: 'flood', fault: 'water <everywhere>', promise: 'nobody drowns', rounds },
})

export const suite = (...faults: FaultSummary[]): SuiteSummary => ({
  ...{
    command: 'npm run chaos -- --seed 1',
    seed: 1,
    seconds: 3,
    date: '2026-01-01 00:00',
    machine: '2 × CPU',
    faults,
  },
})

/** A p99 of ten sends each, side by side. */
export const sideBySide = (beforeMs: number, duringMs: number): Claim => ({
  ...{ what: 'p99', value: duringMs / beforeMs, unit: 'times' as const },
  samples: { before: new Array<number>(10).fill(beforeMs), during: new Array<number>(10).fill(duringMs) },
})
