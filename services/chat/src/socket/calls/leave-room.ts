import { ProtocolError } from '@socketlink/contract'
import type { Call } from '../call.ts'
import { exitRoom } from '../exit-room.ts'

/** `leave_room`: leaves the room the socket is in. */
export const leaveRoom: Call<'leave_room'> = (context, session) =>
  session.inTurn(async () => {
    const membership = session.membership
    if (membership === undefined) throw new ProtocolError('not_in_room')
    await exitRoom(context, session)
    return { roomName: membership.roomName }
  })
