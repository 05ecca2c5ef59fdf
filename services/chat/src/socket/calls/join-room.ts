import type { Call } from '../call.ts'
import { enterRoom } from '../enter-room.ts'

/** `join_room`: enters a room, made if need be, and leaves the one the socket was in. */
export const joinRoom: Call<'join_room'> = (context, session, { roomName, after }, signal) =>
  session.inTurn(() => enterRoom(context, session, { roomName, after, signal }))
