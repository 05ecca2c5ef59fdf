import { randomBytes, randomUUIDv7 } from 'node:crypto'
import type { Identity, Message } from '@socketlink/contract'
import { ProtocolError } from '@socketlink/contract'
import type { StoreContext } from '../context.ts'
import { loadScript } from '../script.ts'
import { envelope } from '../wire.ts'

const run = loadScript(import.meta.url, './send-message.lua')

/** A name for a room's new order. Made by the node, because a script must not draw random numbers. */
export const newEpoch = (): string => randomBytes(9).toString('base64url')

export interface NewMessage {
  roomName: string
  /** Trimmed and within the limits of the contract. */
  text: string
  sender: Identity
  clientMessageId: string | undefined
}

/**
 * Sequences, keeps and broadcasts one message in one round trip, or finds that it was sent before.
 *
 * @returns the message with its place, and whether an earlier send had made it
 * @throws `rate_limited` with the time to wait; `unavailable` while Redis is away or full, and then nobody has seen it
 */
export const sendMessage = async (
  { link, keys, options }: StoreContext,
  { roomName, text, sender, clientMessageId }: NewMessage,
): Promise<{ message: Message; duplicate: boolean }> => {
  const room = keys.room(roomName)
  const messageId = randomUUIDv7()
  const fixed = {
    messageId,
    text,
    sender: sender.username,
    senderId: sender.userId,
    roomName,
    ...(clientMessageId === undefined ? {} : { clientMessageId }),
  }
  const wire = envelope(room.socketRoom, 'new_message')
  const { messageBurst, messagesPerSecond } = options.limits
  const reply = await run(
    link.commands,
    [
      room.head,
      room.history,
      room.duplicates,
      room.partition.messageCount,
      keys.limit('messages', sender.userId),
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
    ],
  )
  const [outcome, id, seq, epoch, timestamp] = reply as [string, string, number, string, number]
  if (outcome === 'limited') {
    throw new ProtocolError('rate_limited', { retryAfterMs: Math.ceil(Number(id) / 1000) })
  }
  return {
    message: { ...fixed, messageId: id, seq, epoch, timestamp },
    duplicate: outcome === 'duplicate',
  }
}
