import { countUnfinished, countUnreconnected, longestCall } from './count-calls.ts'
import {
  countDivergent,
  countDuplicated,
  countLost,
  countOutOfOrder,
  countPhantoms,
  countToldLost,
  type Findings,
} from './count-messages.ts'
import { countGaps, countMissed } from './count-missed.ts'
import {
  countDoubledLeaves,
  countFalseLeaves,
  countGhosts,
  countStaleViews,
  countUnlisted,
  countUntoldLeaves,
} from './count-presence.ts'
import { type IndexedHistory, indexHistory } from './index-history.ts'
import type { RecordedHistory } from './recorded-history.ts'

/** Everything that is counted; each must be 0 unless a scenario says otherwise. */
const counts = {
  lost: countLost,
  toldLost: countToldLost,
  phantom: countPhantoms,
  duplicated: countDuplicated,
  outOfOrder: countOutOfOrder,
  missed: countMissed,
  gaps: countGaps,
  divergent: countDivergent,
  ghosts: countGhosts,
  unlisted: countUnlisted,
  doubledLeaves: countDoubledLeaves,
  untoldLeaves: countUntoldLeaves,
  falseLeaves: countFalseLeaves,
  staleViews: countStaleViews,
  unreconnected: countUnreconnected,
  unfinished: countUnfinished,
} as const satisfies Record<string, (history: IndexedHistory) => Findings>

export type CountName = keyof typeof counts
export const countNames = Object.keys(counts) as CountName[]

export interface Verdict {
  counts: Record<CountName, number>
  longestCallMs: number
  /** What was found, a few sentences for each count that is not 0. */
  findings: Partial<Record<CountName, string[]>>
}

const shownOfEach = 5

/** Judges a recorded run. Pure: the same history has the same verdict. */
export const checkHistory = (recorded: RecordedHistory): Verdict => {
  const history = indexHistory(recorded)
  const found = countNames.map(name => [name, counts[name](history)] as const)
  const findings = Object.fromEntries(
    found.filter(([, list]) => list.length > 0).map(([name, list]) => [name, list.slice(0, shownOfEach)]),
  )
  return {
    counts: Object.fromEntries(found.map(([name, list]) => [name, list.length])) as Record<CountName, number>,
    longestCallMs: longestCall(history),
    findings,
  }
}
