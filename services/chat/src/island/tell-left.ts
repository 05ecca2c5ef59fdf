import type { Membership, Store } from '@socketlink/store'
import type { HostedRooms } from '../rooms/hosted-rooms.ts'

/**
 * Tells a room's members on this node that a user has left while Redis is away, unless the user is still in the room by
 * way of another socket here. What Redis publishes of it later is no news to them then; should the user be in the room by
 * way of another node, they are told that, too. Rooms too big for names are told in a batch, by Redis.
 */
export const tellLeft = (
  store: Pick<Store, 'addressOf' | 'tellHere'>,
  rooms: HostedRooms,
  usersIn: (socketRoom: string) => string[],
  { roomName, username }: Membership,
): void => {
  const { socketRoom } = store.addressOf(roomName)
  const presence = rooms.presenceIn(socketRoom)
  if (!presence?.has(username) || usersIn(socketRoom).includes(username)) return
  store.tellHere(roomName, 'user_left', { username, userCount: presence.userCount - 1 })
}
