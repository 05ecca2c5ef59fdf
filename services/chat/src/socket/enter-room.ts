import type { JoinResult, Position } from '@socketlink/contract'
import { ProtocolError } from '@socketlink/contract'
import type { Joined } from '@socketlink/store'
import { readBroadcast, readMark } from '@socketlink/store'
import type { Context } from '../context.ts'
import { Seam } from '../rooms/seam.ts'
import { tellDifferences } from '../rooms/tell-differences.ts'
import { exitRoom } from './exit-room.ts'
import type { Session } from './session.ts'

export interface Entry {
  roomName: string
  after: Position | undefined
  /** Aborts when the client was told that the join failed. */
  signal: AbortSignal
}

/**
 * Enters a room without losing or doubling a message between history and what comes live.
 *
 * The script that makes the member also reads the history, and marks that very moment on the room's channel: what comes
 * behind the mark is held until the answer is here, and then history, what was held and the live room follow each other
 * in one tick.
 */
export const enterRoom = async (
  context: Context,
  session: Session,
  { roomName, after, signal }: Entry,
): Promise<JoinResult> => {
  const { store, holdings, lease, rooms, slowClients } = context
  // The answer may be large: it does not follow one that has not been read.
  if (!slowClients.takesCalls(session)) throw new ProtocolError('rate_limited', { retryAfterMs: 1000 })
  // What Redis may have lost comes first: before that, who is in the room is not known.
  await lease.restored
  // A join that waited too long for its turn was refused meanwhile.
  signal.throwIfAborted()
  const { channel, socketRoom } = store.addressOf(roomName)
  const inside = session.membership?.roomName === roomName
  const membership = inside ? session.membership : undefined
  const joining = membership ?? session.newMembership(roomName, lease.incarnation)
  const seam = await Seam.open(store, channel, signal)
  try {
    signal.throwIfAborted()
    holdings.hold(joining)
    const options = { socketId: session.socket.id, after, mark: seam.mark }
    const joined = await seam.meet(store.presence.join(joining, options))
    if (session.ended) throw new ProtocolError('unavailable')
    if (!inside) void exitRoom(context, session)
    tell(session, joined)
    // What the others are told now the newcomer knows.
    const behind = [...seam.behind]
    if (lease.isSettled) tellDifferences(context, roomName, joined, behind)
    rooms.enter(socketRoom, joined, behind)
    if (!inside) for (const payload of behind) pass(session, payload)
    void session.socket.join(socketRoom)
    session.membership = joining
    announce(context, joining.username, joined)
    const { users, userCount, epoch, seq, recovery } = joined
    return { roomName, users, userCount, epoch, seq, recovery }
  } catch (error) {
    if (!inside) void holdings.revoke(joining)
    throw error
  } finally {
    seam.close()
  }
}

const tell = ({ socket }: Session, { roomName, users, userCount, epoch, seq, messages }: Joined): void => {
  socket.emit('joined_room', { roomName, users, userCount, epoch, seq })
  socket.emit('message_history', messages)
}

/** Hands on one event that came while the answer was on its way. */
const pass = ({ socket }: Session, payload: Buffer): void => {
  const broadcast = readMark(payload) === undefined ? readBroadcast(payload) : undefined
  if (broadcast === undefined || broadcast.except.includes(socket.id)) return
  socket.emit(broadcast.event, broadcast.data as never)
}

const announce = (
  { events, holdings }: Context,
  username: string,
  { roomName, created, came, userCount, batchDue }: Joined,
): void => {
  if (created) events.emit('room_created', { roomName, createdBy: username })
  if (came) events.emit('user_joined', { roomName, username, userCount })
  if (batchDue) holdings.tellSoon(roomName)
}
