import type { Position } from '@socketlink/contract'
import type { StoreContext } from '../context.ts'
import type { RoomKeys } from '../keys.ts'
import { loadScript } from '../script.ts'

const run = loadScript(import.meta.url, './read-states.lua')

/** Rooms that one script looks at, so that it is never long. */
const atOnce = 500

export interface RoomState {
  userCount: number
  /** The newest place in the order; undefined when the room has none. */
  head: Position | undefined
}

/** The rooms of each partition, in batches. */
const batch = (rooms: RoomKeys[]): RoomKeys[][] =>
  [...Map.groupBy(rooms, room => room.partition.index).values()].flatMap(ofPartition =>
    Array.from({ length: Math.ceil(ofPartition.length / atOnce) }, (_, n) =>
      ofPartition.slice(n * atOnce, (n + 1) * atOnce),
    ),
  )

/** How far each of these rooms is and how many users it has, by name. One script for up to 500 rooms of a partition. */
export const readStates = async (
  { link, keys }: StoreContext,
  roomNames: string[],
): Promise<Map<string, RoomState>> => {
  const states = new Map<string, RoomState>()
  const read = async (rooms: RoomKeys[]): Promise<void> => {
    const reply = await run(
      link,
      rooms.flatMap(({ head, users }) => [head, users]),
      [],
    )
    const found = reply as ([number, string, number] | [number])[]
    for (const [n, [userCount, epoch, seq]] of found.entries()) {
      const head = epoch === undefined || seq === undefined ? undefined : { epoch, seq }
      states.set(rooms[n]?.name ?? '', { userCount, head })
    }
  }
  await Promise.all(batch(roomNames.map(name => keys.room(name))).map(read))
  return states
}
