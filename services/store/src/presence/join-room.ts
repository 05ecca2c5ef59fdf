import type { JoinResult, Message, Position, Recovery } from '@socketlink/contract'
import { limits, ProtocolError } from '@socketlink/contract'
import type { StoreContext } from '../context.ts'
import { parseMessages } from '../messages/read-history.ts'
import { newEpoch } from '../messages/send-message.ts'
import { loadScript, reign } from '../script.ts'
import { envelope } from '../wire.ts'
import type { Membership } from './membership.ts'

const run = loadScript(import.meta.url, './join-room.lua')

/** The node's incarnation was declared dead by others: it may not act for it any more. */
export class FencedError extends ProtocolError {
  constructor() {
    super('unavailable')
    this.name = 'FencedError'
  }
}

export interface JoinOptions {
  /** The socket that joins: it is not told of itself. */
  socketId: string
  /** What it has already; undefined for none. */
  after: Position | undefined
  /** Published on the room's channel right behind the moment of the answer (wire.ts). */
  mark: string
}

export interface Joined extends JoinResult {
  /** Oldest first. */
  messages: Message[]
  /** The room was not in the directory before. */
  created: boolean
  /** The user had no other membership in the room. */
  came: boolean
  /** The caller is to tell the room's presence after `limits.roomPresenceIntervalMs`. */
  batchDue: boolean
}

/**
 * Makes a member. Idempotent by `memberId`.
 *
 * @throws FencedError when the node was declared dead; `unavailable` while Redis is away
 */
export const joinRoom = (
  context: StoreContext,
  membership: Membership,
  { socketId, after, mark }: JoinOptions,
): Promise<Joined> => join(context, membership, { socketId, after, mark, quiet: false })

/**
 * Puts back a membership that Redis may have lost, and tells nobody: to the others the member was never away.
 *
 * @param head the newest place in the room's order that the node has seen; when Redis is behind it, messages were lost
 *   and the room goes on under a new epoch
 * @throws FencedError when the node was declared dead
 */
export const restoreMembership = async (
  context: StoreContext,
  membership: Membership,
  head: Position | undefined,
): Promise<void> => {
  await join(context, membership, { socketId: '', after: head, mark: '', quiet: true })
}

const join = async (
  { link, keys, options }: StoreContext,
  { memberId, username, incarnation, roomName }: Membership,
  { socketId, after, mark, quiet }: JoinOptions & { quiet: boolean },
): Promise<Joined> => {
  const room = keys.room(roomName)
  const wire = envelope(room.socketRoom, 'user_joined', [socketId])
  const reply = await run(
    link,
    [
      room.members,
      room.users,
      room.partition.rooms,
      room.head,
      room.history,
      room.partition.heldBy(incarnation),
      room.partition.fenced,
      room.joining,
      room.leaving,
      room.presenceDue,
    ],
    [
      memberId,
      username,
      incarnation,
      roomName,
      newEpoch(),
      options.history.ttlSeconds + 86_400,
      after?.epoch ?? '',
      after?.seq ?? '',
      quiet ? 0 : limits.historyOnJoin,
      room.channel,
      wire.head,
      wire.tail,
      mark,
      limits.bigRoom,
      limits.roomPresenceIntervalMs,
      limits.usersListed,
      quiet ? 'quiet' : '',
      reign,
    ],
  )
  const [outcome, created, userCount, users, epoch, seq, recovery, messages, batchDue, came] = reply as [
    string,
    number,
    number,
    string[],
    string,
    number,
    Recovery,
    string[],
    number,
    number,
  ]
  if (outcome === 'fenced') throw new FencedError()
  return {
    roomName,
    users,
    userCount,
    epoch,
    seq,
    recovery,
    messages: parseMessages(messages),
    created: created === 1,
    came: came === 1,
    batchDue: batchDue === 1,
  }
}
