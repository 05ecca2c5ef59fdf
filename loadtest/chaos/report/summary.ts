import { percentile } from '../../statistics.ts'
import type { CountName } from '../checker/check-history.ts'
import type { Claim } from '../scenarios/scenario.ts'
import type { Timeline } from './timeline.ts'

/** What stays of a round when its history is let go. */
export interface RoundSummary {
  scenario: string
  seed: number
  seconds: number
  /** Absent when the round broke off. */
  counts?: Record<CountName, number>
  claims: Claim[]
  /** What does not hold, in words; empty when all holds. */
  failures: string[]
  timeline?: Timeline
}

/** All rounds of one fault together. */
export interface FaultSummary {
  name: string
  fault: string
  promise: string
  /** Why it was not tried; the rest is empty then. */
  skipped?: string
  rounds: RoundSummary[]
}

/** What was run and how it went: all that a report tells. */
export interface SuiteSummary {
  /** The command that repeats it. */
  command: string
  seed: number
  seconds: number
  /** When it was run, and on what. */
  date: string
  machine: string
  faults: readonly FaultSummary[]
}

/** Fewer rounds have too few sends for a p99 that could be judged. */
const roundsForP99 = 10
/** What counts as unchanged: the p99 of a thousand and more sends, side by side, on a machine with other work. */
const p99AtMost = 2

/** The sum of a count over all rounds. */
export const sumCount = ({ rounds }: FaultSummary, name: CountName): number =>
  rounds.reduce((sum, { counts }) => sum + (counts?.[name] ?? 0), 0)

/** One claim out of those of all rounds: the worst value, or the ratio of all their samples. */
const joinClaims = (claims: readonly Claim[]): Claim => {
  // What was not measured, which is not a number, is the worst.
  const worst = claims.reduce((one, other) =>
    Number.isNaN(other.value) || other.value > one.value ? other : one,
  )
  const samples = claims.flatMap(({ samples: some }) => (some ? [some] : []))
  if (samples.length === 0) return worst
  const p99 = (part: 'before' | 'during'): number =>
    percentile(
      samples.flatMap(some => some[part]),
      0.99,
    )
  const judged = samples.length < roundsForP99 ? {} : { atMost: p99AtMost }
  return { ...worst, value: p99('during') / p99('before'), ...judged }
}

/** What all rounds of a fault say together. */
export const joinedClaims = ({ rounds }: FaultSummary): Claim[] =>
  [
    ...Map.groupBy(
      rounds.flatMap(({ claims }) => claims),
      ({ what }) => what,
    ).values(),
  ].map(joinClaims)

const isBroken = ({ value, atMost }: Claim): boolean => atMost !== undefined && !(value <= atMost)

/** What does not hold, in words. */
export const listFailures = (fault: FaultSummary): string[] => [
  ...fault.rounds.flatMap(({ seed, failures }) => failures.map(text => `seed ${seed}: ${text}`)),
  ...joinedClaims(fault)
    .filter(claim => claim.samples !== undefined && isBroken(claim))
    .map(claim => `all rounds together: ${describeClaim(claim)}`),
]

export const holds = (fault: FaultSummary): boolean => listFailures(fault).length === 0

const formatNumber = (value: number): string => {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not measured' : 'never'
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 1 : 0)
}

const withUnit = (value: number, unit: Claim['unit']): string => {
  if (unit === 'ms' && value >= 1000 && Number.isFinite(value)) return `${(value / 1000).toFixed(1)} s`
  const number = formatNumber(value)
  if (unit === '' || !Number.isFinite(value)) return number
  return unit === 'times' ? `×${number}` : `${number} ${unit}`
}

/** A claim in words: `clients back 0.5 s (at most 5.0 s)`. */
export const describeClaim = ({ what, value, atMost, unit }: Claim): string =>
  `${what} ${withUnit(value, unit)}${atMost === undefined ? '' : ` (at most ${withUnit(atMost, unit)})`}`
