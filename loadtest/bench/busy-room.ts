import { type Spread, spread } from '../statistics.ts'
import type { Bench } from './bench.ts'
import type { Contestant } from './contest.ts'
import { takeTurns } from './contest.ts'
import type { SystemName } from './system.ts'
import { measureTraffic, type Traffic } from './traffic.ts'

export interface BusyRoom {
  members: number
  /** Messages a second. */
  rate: number
  /** How long each turn is measured. */
  seconds: number
  /** Before the first turn; the others warm up for a third of it. */
  warmUpSeconds?: number
}

export interface BusyRoomResult {
  /** Of each turn. */
  turns: Record<SystemName, Traffic[]>
  /** Processor time of the node for each delivery, in µs. */
  cost: Record<SystemName, Spread>
}

/** Has both systems take turns in the same busy room. */
export const measureBusyRoom = async (
  bench: Bench,
  contestants: Record<SystemName, Contestant>,
  { members, rate, seconds, warmUpSeconds: first = 6 }: BusyRoom,
): Promise<BusyRoomResult> => {
  const turns = await takeTurns(bench, contestants, ({ system, generator }, round) => {
    const warmUpSeconds = round === 0 ? first : first / 3
    return measureTraffic(system, generator, { rate, members, warmUpSeconds, seconds }, bench.signal)
  })
  const cost = (name: SystemName) => spread(turns[name].map(({ cpu }) => cpu.nodes))
  return { turns, cost: { socketlink: cost('socketlink'), stock: cost('stock') } }
}
