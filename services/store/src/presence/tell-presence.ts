import type { StoreContext } from '../context.ts'
import { loadScript } from '../script.ts'
import { envelope } from '../wire.ts'

const run = loadScript(import.meta.url, './tell-presence.lua')

/** Publishes the waiting joins and leaves of a big room as one `room_presence`. Nothing waiting: nothing published. */
export const tellPresence = async ({ link, keys }: StoreContext, roomName: string): Promise<void> => {
  const room = keys.room(roomName)
  const wire = envelope(room.socketRoom, 'room_presence')
  await run(
    link,
    [room.joining, room.leaving, room.users, room.presenceDue],
    [room.channel, wire.head, wire.tail],
  )
}
