import type { Context } from '../context.ts'
import type { Session } from './session.ts'

/**
 * Takes a session out of its room: no more of the room's events reach it from here on. While Redis is away the others
 * are told when it is back.
 */
export const exitRoom = async ({ store, holdings }: Context, session: Session): Promise<void> => {
  const { membership, socket } = session
  if (membership === undefined) return
  session.membership = undefined
  void socket.leave(store.addressOf(membership.roomName).socketRoom)
  await holdings.leaveNow(membership)
}
