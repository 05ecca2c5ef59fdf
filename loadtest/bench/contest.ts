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
  /** Settings of the nodes; stock knows some of them. */
  env?: Record<string, string>
}

const names: SystemName[] = ['socketlink', 'stock']

/** Starts both systems, has the same clients join the same rooms on each, runs `contest`, and ends everything. */
export const holdContest = async <Result>(
  { signal, link, say }: Bench,
  { nodes, rooms, lookEvery, generators = 1, env = {} }: ContestOptions,
  contest: (contestants: Record<SystemName, Contestant>) => Promise<Result>,
): Promise<Result> => {
  const contestants: Contestant[] = []
  const enter = async (name: SystemName): Promise<Contestant> => {
    const generator = new Generator(generators, lookEvery)
    const system = await startSystem(name, { nodes, env, link, signal }).catch(async error => {
      await generator.end()
      throw error
    })
    const contestant = { system, generator }
    contestants.push(contestant)
    await joinCalmly(system, generator, rooms, signal)
    return contestant
  }
  try {
    say(`both start ${nodes === 1 ? 'a node' : `${nodes} nodes`}, and ${rooms.length} clients join each`)
    // Settled, so that both are in the list of what has to be ended.
    const entered = await Promise.allSettled(names.map(enter))
    const failed = entered.find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
    const byName = (wanted: SystemName) =>
      contestants.find(({ system }) => system.name === wanted) as Contestant
    return await contest({ socketlink: byName('socketlink'), stock: byName('stock') })
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
