import { randomBytes } from 'node:crypto'
import type { JoinResult, Position } from '@socketlink/contract'
import { ProtocolError } from '@socketlink/contract'
import type { Joined } from '@socketlink/store'
import { mark, readBroadcast, readMark } from '@socketlink/store'
import type { Context } from '../context.ts'
import { exitRoom } from './exit-room.ts'
import type { Session } from './session.ts'

export interface Entry {
  roomName: string
  after: Position | undefined
  /** Aborts when the client was told that the join failed. */
  signal: AbortSignal
}

/**
 * Enters a room without losing or doubling a message at the seam between history and what comes live.
 *
 * The script that makes the member also reads the history, and publishes a mark behind that very moment. On the room's
 * channel, all that comes before the mark is in the history, and all that comes behind it is not: that is held until
 * the answer is here, and then history, what was held and the live room follow each other in one tick.
 */
export const enterRoom = async (
  context: Context,
  session: Session,
  { roomName, after, signal }: Entry,
): Promise<JoinResult> => {
  // A join that waited too long for its turn was refused meanwhile.
  signal.throwIfAborted()
  const { store, holdings } = context
  const { channel, socketRoom } = store.addressOf(roomName)
  const inside = session.membership?.roomName === roomName
  const membership = inside ? session.membership : undefined
  const joining = membership ?? session.newMembership(roomName, context.lease.incarnation)

  const markId = randomBytes(8).toString('base64url')
  const marked = Promise.withResolvers<void>()
  marked.promise.catch(() => {})
  const held: Buffer[] = []
  let behindMark = false
  const watch = await store.subscriber.watch(channel, payload => {
    if (readMark(payload) === markId) {
      behindMark = true
      marked.resolve()
    } else if (behindMark) held.push(payload)
    return false
  })
  signal.addEventListener('abort', () => marked.reject(signal.reason))
  try {
    signal.throwIfAborted()
    holdings.hold(joining)
    const [joined] = await Promise.all([
      store.presence.join(joining, { socketId: session.socket.id, after, mark: mark(markId) }),
      marked.promise,
    ])
    signal.throwIfAborted()
    if (session.ended) throw new ProtocolError('unavailable')
    if (!inside) void exitRoom(context, session)
    tell(session, joined)
    if (!inside) for (const payload of held) pass(session, payload)
    void session.socket.join(socketRoom)
    session.membership = joining
    announce(context, joining.username, joined)
    const { users, userCount, epoch, seq, recovery } = joined
    return { roomName, users, userCount, epoch, seq, recovery }
  } catch (error) {
    if (!inside) void holdings.leaveNow(joining)
    throw error
  } finally {
    watch.stop()
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
