import { limits } from '@socketlink/contract'
import type { StoreContext } from '../context.ts'
import { loadScript } from '../script.ts'
import { envelope } from '../wire.ts'
import type { Membership } from './membership.ts'

const run = loadScript(import.meta.url, './leave-room.lua')

export interface Left {
  /** The user has no other membership in the room. */
  gone: boolean
  userCount: number
  /** The room lost its last member and left the directory. */
  deleted: boolean
  /** The caller is to tell the room's presence after `limits.roomPresenceIntervalMs`. */
  batchDue: boolean
}

/** Ends a membership. Idempotent: whoever comes second changes nothing and is told that nobody is gone. */
export const leaveRoom = async (
  { link, keys }: StoreContext,
  { memberId, username, incarnation, roomName }: Membership,
): Promise<Left> => {
  const room = keys.room(roomName)
  const wire = envelope(room.socketRoom, 'user_left')
  const reply = await run(
    link,
    [
      room.members,
      room.users,
      room.partition.rooms,
      room.partition.heldBy(incarnation),
      room.joining,
      room.leaving,
      room.presenceDue,
    ],
    [
      memberId,
      username,
      roomName,
      room.channel,
      wire.head,
      wire.tail,
      limits.bigRoom,
      limits.roomPresenceIntervalMs,
    ],
  )
  const [, gone, userCount, deleted, batchDue] = reply as [number, number, number, number, number]
  return { gone: gone === 1, userCount, deleted: deleted === 1, batchDue: batchDue === 1 }
}
