import type {
  KeptSend,
  Message,
  ProvisionalMessage,
  Recovery,
  RoomHead,
  ServerEvents,
} from '@socketlink/contract'
import type { Socket } from 'socket.io-client'
import { createBackOff } from './back-off.ts'
import { createTimer } from './clock.ts'
import type { Connection } from './connection.ts'
import { type ClientError, toClientError } from './errors.ts'
import type { Context } from './options.ts'
import type { OutboxEntry } from './outbox-entries.ts'
import { createPresence, listenToPresence, type PresenceKeeper } from './presence.ts'
import type { User } from './session.ts'
import { emptyTimeline, enter, isElsewhere, receive, type Timeline } from './timeline.ts'

export interface RoomTies {
  connection: Connection
  user(): User | undefined
  /** We are in the room, for the first time or again; or its node can reach its data again. */
  entered(roomName: string, userCount: number): void
  /** After every change of the timeline. */
  grown(): void
  /** A message of ours is in the history. */
  ownMessage(clientMessageId: string): void
}

export interface Room {
  /** The room the user wants to be in. */
  readonly name: string | undefined
  /** Whether the node has let us in, on this connection. */
  readonly isOpen: boolean
  readonly timeline: Timeline
  readonly recovery: Recovery
  readonly presence: PresenceKeeper
  join(roomName: string): Promise<void>
  leave(): Promise<void>
  /** Enters the wanted room, again if need be, and gets what was missed. */
  resume(): void
  /** The connection is gone. */
  lost(): void
  become(timeline: Timeline): void
  /** A message of ours was acked as kept. False when the room has to be asked first where it is. */
  kept(entry: OutboxEntry, result: KeptSend): boolean
  listen(socket: Socket<ServerEvents>): void
}

/**
 * The one room the client is in. What comes while a join is under way is held until its answer tells how to read it:
 * history, what was held and what is live then follow each other.
 */
export const createRoom = (context: Context, ties: RoomTies): Room => {
  const { connection } = ties
  const presence = createPresence(context)
  const backOff = createBackOff(context)
  const retry = createTimer(context.clock)
  let name: string | undefined
  let isOpen = false
  let joining = false
  /** Entering again is due, and goes on being tried until it is answered. */
  let inDoubt = false
  let timeline = emptyTimeline
  let recovery: Recovery = 'none'
  let history: Message[] = []
  let held: (() => void)[] = []
  let arrival = Promise.withResolvers<void>()

  const grow = (next: Timeline): void => {
    if (next === timeline) return
    timeline = next
    context.changed()
    ties.grown()
  }

  const become = (next: Timeline): void => {
    if (next.past.length > timeline.past.length) recovery = 'reset'
    else if (next.floor > timeline.floor) recovery = 'gap'
    grow(next)
  }

  const switchTo = (roomName: string | undefined): void => {
    arrival.resolve()
    name = roomName
    isOpen = false
    timeline = emptyTimeline
    recovery = 'none'
    arrival = Promise.withResolvers<void>()
    arrival.promise.catch(() => {})
    retry.clear()
    presence.clear()
    ties.grown()
    context.changed()
  }

  const take = (act: () => void): void => {
    if (joining) held.push(act)
    else if (isOpen) act()
  }

  const release = (): void => {
    const acts = held
    held = []
    for (const act of acts) take(act)
  }

  const receiveLive = (message: Message | ProvisionalMessage): void => {
    if (message.roomName !== name) return
    presence.notTyping(message.sender)
    if (receiveOne(message)) noticeOwn(message)
  }

  /** Returns whether it was of our epoch; if not, the room is asked. */
  const receiveOne = (message: Message | ProvisionalMessage): boolean => {
    const isOurs = !isElsewhere(timeline, message)
    if (isOurs) become(receive(timeline, [message]))
    else take(doubt)
    return isOurs
  }

  /**
   * Another epoch than ours was named. Entering again brings all that the room really has, so what named it need not be
   * kept; a moment later, so that many such events are one question.
   */
  const doubt = (): void => {
    if (!inDoubt) retry.set(context.timing.holeGraceMs, resume)
    inDoubt = true
  }

  const noticeOwn = ({ seq, senderId, clientMessageId = '' }: Message | ProvisionalMessage): void => {
    if (seq && senderId === ties.user()?.userId) ties.ownMessage(clientMessageId)
  }

  /** The node says how far the room is. What it could not deliver comes by entering again. */
  const noticeHead = (head: RoomHead, mustResume: boolean): void => {
    if (head.roomName !== name) return
    if (mustResume || isElsewhere(timeline, head) || head.seq > timeline.head) void resume()
    else ties.entered(name, presence.current.userCount)
  }

  const ask = async (roomName: string): Promise<void> => {
    const { epoch, whole: seq } = timeline
    const after = epoch === undefined ? {} : { after: { epoch, seq } }
    const joined = await connection.call('join_room', { roomName, ...after })
    if (name !== roomName) return
    name = joined.roomName
    isOpen = true
    inDoubt = false
    recovery = joined.recovery
    presence.set(joined.users, joined.userCount)
    grow(enter(timeline, joined, history))
    history.forEach(noticeOwn)
  }

  const resume = async (): Promise<void> => {
    if (joining || name === undefined || !connection.isUp) return
    const roomName = name
    joining = true
    retry.clear()
    history = []
    let failure: ClientError | undefined
    try {
      await ask(roomName)
    } catch (error) {
      failure = toClientError(error)
    }
    joining = false
    release()
    // Another room was asked for meanwhile.
    if (name !== roomName && !isOpen) return resume()
    if (failure === undefined) {
      backOff.reset()
      arrival.resolve()
      ties.entered(name ?? roomName, presence.current.userCount)
    } else if (failure.retryable) {
      if (connection.isUp) retry.set(backOff.next(failure.retryAfterMs), resume)
    } else if (name === roomName) refuse(failure)
  }

  /** A refused join leaves a socket where it was; we are nowhere then, and so should it be. */
  const refuse = (failure: ClientError): void => {
    arrival.reject(failure)
    switchTo(undefined)
    void connection.call('leave_room', {}).catch(() => {})
  }

  return {
    get name() {
      return name
    },
    get isOpen() {
      return isOpen
    },
    get timeline() {
      return timeline
    },
    get recovery() {
      return recovery
    },
    presence,
    join: roomName => {
      const wanted = roomName.normalize('NFC')
      if (wanted !== name) switchTo(wanted)
      void resume()
      return arrival.promise
    },
    leave: async () => {
      if (name === undefined) return
      switchTo(undefined)
      if (connection.isUp) await connection.call('leave_room', {}).catch(() => {})
    },
    resume: () => void resume(),
    lost: () => {
      isOpen = false
      retry.clear()
      backOff.reset()
      context.changed()
    },
    become,
    kept: ({ clientMessageId, roomName, text }, { messageId, seq, epoch, timestamp, duplicate }) => {
      const { username: sender, userId: senderId } = ties.user() as User
      const message = { messageId, seq, epoch, text, sender, senderId, roomName, timestamp, clientMessageId }
      // A duplicate may be of long ago: older than what the room is going to answer with.
      return roomName !== name || receiveOne(message) || duplicate
    },
    listen: socket => {
      socket.on('joined_room', () => {
        // What came before is of the room we were in.
        if (!isOpen) held = []
      })
      socket.on('message_history', messages => {
        history = messages
      })
      socket.on('new_message', message => take(() => receiveLive(message)))
      socket.on('room_head', head => take(() => noticeHead(head, false)))
      socket.on('resync_required', head => take(() => noticeHead(head, true)))
      listenToPresence(socket, presence, take)
    },
  }
}
