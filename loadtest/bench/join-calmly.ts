import { setTimeout as wait } from 'node:timers/promises'
import type { Generator } from './generator.ts'
import type { System } from './system.ts'

/** Slow enough that a room of a thousand, each told of each, does not choke the stock node. */
const joinsPerSecond = 150

/** Connects a client for each room named and has it join. Resolves when no more events come; throws when one fails. */
export const joinCalmly = async (
  system: System,
  generator: Generator,
  rooms: string[],
  signal: AbortSignal,
): Promise<void> => {
  const { failures } = await generator.open({
    clients: system.people(rooms.length),
    perSecond: 1000,
    atOnce: 200,
  })
  if (failures.length > 0) {
    throw new Error(`${failures.length} of ${rooms.length} clients did not connect: ${failures[0]}`)
  }
  const { refused } = await generator.join({ rooms, perSecond: joinsPerSecond })
  if (refused > 0) throw new Error(`${refused} of ${rooms.length} clients could not join`)
  for (let events = -1; ; ) {
    const tally = await generator.tally()
    if (tally.events === events) return
    events = tally.events
    await wait(1500, undefined, { signal })
  }
}
