import type { Store } from '@socketlink/store'
import type { HostedRooms } from './hosted-rooms.ts'
import type { Present } from './room-presence.ts'

/**
 * Tells the members of a room on this node who has come and gone without their being told, each by an event of its own,
 * as if it had just happened.
 *
 * @param truth who is in the room
 * @param behind what was delivered since the moment of the truth
 * @returns how many users there are; the members of a big room, which is told in batches, may have been told otherwise
 */
export const tellDifferences = (
  { store, rooms }: { store: Store; rooms: HostedRooms },
  roomName: string,
  truth: Present,
  behind: readonly Buffer[],
): number => {
  const presence = rooms.presenceIn(store.addressOf(roomName).socketRoom)
  if (presence === undefined) return truth.userCount
  const { joined, left, userCount } = presence.compare(truth, behind)
  // The count of the last one is the true one. Each of them comes by `presence` on its way.
  let counted = userCount + left.length - joined.length
  for (const username of left) store.tellHere(roomName, 'user_left', { username, userCount: --counted })
  for (const username of joined) store.tellHere(roomName, 'user_joined', { username, userCount: ++counted })
  return userCount
}
