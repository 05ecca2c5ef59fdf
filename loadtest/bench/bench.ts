import type { Spread } from '../statistics.ts'
import type { Link } from './system.ts'

/** What a scenario is given. */
export interface Bench {
  /** Short: shows that everything runs, its figures are rough. */
  quick: boolean
  /** How often both systems take turns. */
  rounds: number
  /** How nginx reaches the nodes of both, where they are compared; each its own way without it. */
  link?: Link | undefined
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
  /** Tells how far it is. */
  say(text: string): void
}

/** One line of the table. */
export interface Finding {
  what: string
  unit: string
  socketlink: Spread
  /** Absent where SocketLink is compared with itself. */
  stock?: Spread
  /** What the target is about: mostly SocketLink ÷ stock. */
  value: number
  target?: { most: number } | { least: number }
}

export interface Outcome {
  findings: Finding[]
  /** Everything that was measured, for results.json and the plots. */
  details: unknown
}

export interface Scenario {
  name: string
  /** One line for --help. */
  about: string
  /** Runs only when it is asked for by name. */
  extra?: boolean
  run(bench: Bench): Promise<Outcome>
}

/** A finding that compares SocketLink with stock by their medians. */
export const ratio = (
  what: string,
  unit: string,
  socketlink: Spread,
  stock: Spread,
  target?: Finding['target'],
): Finding => ({
  what,
  unit,
  socketlink,
  stock,
  value: socketlink.median / stock.median,
  ...(target === undefined ? {} : { target }),
})
