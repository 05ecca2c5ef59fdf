import { ProtocolError } from '@socketlink/contract'
import type { StoreContext } from '../context.ts'
import { newEpoch } from '../messages/send-message.ts'
import { loadScript, reign } from '../script.ts'

const run = loadScript(import.meta.url, './create-room.lua')

/**
 * Puts a room without members into the directory; it stays there until its last member has left, or nobody came for long.
 *
 * @throws `room_exists`
 */
export const createRoom = async ({ link, keys, options }: StoreContext, roomName: string): Promise<void> => {
  const room = keys.room(roomName)
  const created = await run(
    link,
    [room.partition.rooms, room.head, room.history, room.partition.unused],
    [roomName, newEpoch(), options.history.ttlSeconds + 86_400, reign],
  )
  if (created === 0) throw new ProtocolError('room_exists')
}
