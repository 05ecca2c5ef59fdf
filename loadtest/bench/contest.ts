import type { Bench } from './bench.ts'
import { Generator } from './generator.ts'
import { joinCalmly } from './join-calmly.ts'
import type { System, SystemName } from './system.ts'
import { startSystem } from './system.ts'

/** A system with its own generator, whose clients are connected and joined. */
export interface Contestant {
  system: System
  generator: Generator
}

export interface ContestOptions {
  nodes: number
  /** The room of each client. */
  rooms: string[]
  /** Each so-many-th client measures latency. */
  lookEvery: number
  generators?: number
}

const names: SystemName[] = ['socketlink', 'stock']

/** Starts both systems, has the same clients join the same rooms on each, runs `contest`, and ends everything. */
export const holdContest = async <Result>(
  { signal, say }: Bench,
  { nodes, rooms, lookEvery, generators = 1 }: ContestOptions,
  contest: (contestants: Record<SystemName, Contestant>) => Promise<Result>,
): Promise<Result> => {
  const contestants: Contestant[] = []
  try {
    for (const name of names) {
      say(`${name}: starting ${nodes === 1 ? 'a node' : `${nodes} nodes`}, ${rooms.length} clients join`)
      const generator = new Generator(generators, lookEvery)
      const system = await startSystem(name, { nodes, signal }).catch(async error => {
        await generator.end()
        throw error
      })
      contestants.push({ system, generator })
      await joinCalmly(system, generator, rooms, signal)
    }
    const [socketlink, stock] = contestants as [Contestant, Contestant]
    return await contest({ socketlink, stock })
  } finally {
    await Promise.all(contestants.map(({ generator }) => generator.end()))
    await Promise.all(contestants.map(({ system }) => system.stop()))
  }
}

/** Has both systems take turns; returns what each gave in each round. */
export const takeTurns = async <Result>(
  { rounds, say }: Bench,
  contestants: Record<SystemName, Contestant>,
  turn: (contestant: Contestant, round: number) => Promise<Result>,
): Promise<Record<SystemName, Result[]>> => {
  const results: Record<SystemName, Result[]> = { socketlink: [], stock: [] }
  for (let round = 0; round < rounds; round++) {
    // Who comes first changes, so that neither always follows the other.
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      say(`round ${round + 1} of ${rounds}: ${name}`)
      results[name].push(await turn(contestants[name], round))
    }
  }
  return results
}
