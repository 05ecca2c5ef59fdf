import { randomUUID, randomUUIDv7 } from 'node:crypto'
import type { Identity, Message, Position } from '@socketlink/contract'
import { ProtocolError } from '@socketlink/contract'
import type { StoreContext } from '../context.ts'
import type { RedisCommands } from '../redis-client.ts'
import { loadScript, reign } from '../script.ts'
import { envelope } from '../wire.ts'

const run = loadScript(import.meta.url, './send-message.lua')

/** A name for a room's new order. Made by the node, because a script must not draw random numbers. */
export const newEpoch = (): string => randomUUID().slice(-12)

/** A million at once, and as many a second. */
const noRate = { messageBurst: 1_000_000, messagesPerSecond: 1_000_000 }

export interface NewMessage {
  /** UUIDv7; made here when left out. A duplicate keeps that of the first send. */
  messageId?: string
  roomName: string
  /** Trimmed and within the limits of the contract. */
  text: string
  sender: Identity
  clientMessageId: string | undefined
  /** The rate of its sender does not count. */
  unlimited?: boolean
  /** The newest place in the room's order that the node has delivered: a Redis that knows less has lost messages. */
  head?: Position | undefined
}

/**
 * Sequences, keeps and broadcasts one message in one round trip, or finds that it was sent before.
 *
 * @returns the message with its place, whether an earlier send had made it, and whether it is kept as far as configured:
 *   false when too few replicas have it by now
 * @throws `rate_limited` with the time to wait; `unavailable` while Redis is full, and then nobody has seen it;
 *   UnreachableError, and then it may have been kept all the same
 */
export const sendMessage = async (
  { link, keys, options, rest }: StoreContext,
  { messageId = randomUUIDv7(), roomName, text, sender, clientMessageId, unlimited, head }: NewMessage,
): Promise<{ message: Message; duplicate: boolean; kept: boolean }> => {
  const room = keys.room(roomName)
  const fixed = {
    messageId,
    text,
    sender: sender.username,
    senderId: sender.userId,
    roomName,
    ...(clientMessageId === undefined ? {} : { clientMessageId }),
  }
  const wire = envelope(room.socketRoom, 'new_message')
  const { messageBurst, messagesPerSecond } = unlimited ? noRate : options.limits
  let answeredOn: RedisCommands | undefined
  // One write to Redis and one reading of its replies for all that pass together.
  await rest.over()
  const reply = await run(
    link,
    [
      room.head,
      room.history,
      room.duplicates,
      room.partition.messageCount,
      keys.messageLimit(roomName, sender.userId),
    ],
    [
      sender.userId,
      clientMessageId ?? '',
      messageId,
      JSON.stringify(fixed).slice(0, -1),
      newEpoch(),
      options.history.length,
      options.history.ttlSeconds,
      room.channel,
      wire.head,
      wire.tail,
      messageBurst,
      Math.round(1_000_000 / messagesPerSecond),
      reign,
      head?.epoch ?? '',
      head?.seq ?? '',
    ],
    redis => {
      answeredOn = redis
    },
  )
  const [outcome, id, seq, epoch, timestamp] = reply as [string, string, number, string, number]
  if (outcome === 'limited') {
    throw new ProtocolError('rate_limited', { retryAfterMs: Math.ceil(Number(id) / 1000) })
  }
  const kept =
    options.redis.wait.replicas === 0 ||
    (answeredOn !== undefined && (await link.replicated(answeredOn, room.partition.replicated)))
  return {
    message: { ...fixed, messageId: id, seq, epoch, timestamp },
    duplicate: outcome === 'duplicate',
    kept,
  }
}
