import type { CountName, Verdict } from '../checker/check-history.ts'
import type { IndexedHistory } from '../checker/index-history.ts'
import type { Crowd } from '../clients/crowd.ts'
import type { FaultWindow, Recorder } from '../clients/recorder.ts'
import type { SeededRandom } from '../clients/seeded-random.ts'
import type { TcpProxy } from '../faults/tcp-proxy.ts'
import type { Stage, StageSettings } from '../stage/open-stage.ts'

/** What a scenario works with while the load goes on. */
export interface Play {
  readonly stage: Stage
  readonly crowd: Crowd
  readonly recorder: Recorder
  readonly random: SeededRandom
  /** The lengths that the promise speaks of, or shorter ones that show the same. */
  readonly full: boolean
  /** A breakable way to nginx; the crowd takes it when the load says so. */
  readonly edgeLink: TcpProxy
  /** Runs something that breaks, and remembers from when to when it was broken. */
  during<Result>(name: string, act: () => Promise<Result>): Promise<Result>
}

/** What a round has left behind, for the claims. */
export interface Outcome {
  readonly history: IndexedHistory
  readonly verdict: Verdict
  readonly windows: readonly FaultWindow[]
  readonly stage: Stage
  /** When the load began, in ms of `performance.now()`. */
  readonly begin: number
}

/** One thing that must hold: a value and the most it may be; without a bound it is only told. */
export interface Claim {
  what: string
  value: number
  atMost?: number
  /** '' for a plain number. */
  unit: 'ms' | 'times' | ''
  /** Times in ms whose p99s the value is the ratio of: with those of other rounds they make a better one. */
  samples?: { before: number[]; during: number[] }
}

export interface ScenarioLoad {
  clients: number
  /** How many users share the clients; without it each has its own. */
  users?: number
  rooms: number
  /** Sends of each client in a second. */
  perSecond: number
  /** The crowd reaches nginx through the edge link. */
  throughEdgeLink?: boolean
}

/** One row of the table of faults. */
export interface Scenario {
  /** As it is asked for: `--fault kill-node`. */
  name: string
  /** The fault in words. */
  fault: string
  /** What must hold, in words. */
  promise: string
  stage?: Partial<StageSettings>
  load?(full: boolean): Partial<ScenarioLoad>
  /** Counts that this fault may leave above 0, each for a reason that the promise or a comment tells. */
  tolerates?: readonly CountName[]
  /** Why it cannot run on this machine; undefined when it can. */
  obstacle?(): Promise<string | undefined>
  /**
   * Breaks something and undoes it, whatever happens. The load was there before and goes on behind it.
   *
   * @returns what must hold beside the counts, asked when all is recorded
   */
  run(play: Play): Promise<(outcome: Outcome) => Claim[]>
}
