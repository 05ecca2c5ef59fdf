import type { ChatMessage } from '@socketlink/client'

/** Message number `seq` of a room, said by ann a second after the one before, unless told otherwise. */
export const makeMessage = (seq: number, change: Partial<ChatMessage> = {}): ChatMessage => {
  const sender = change.sender ?? 'ann'
  return {
    key: `m${seq}`,
    messageId: `m${seq}`,
    seq,
    epoch: 'e1',
    text: `text ${seq}`,
    sender,
    senderId: `id of ${sender}`,
    roomName: 'lobby',
    timestamp: new Date(2026, 2, 10, 12).getTime() + seq * 1000,
    mine: false,
    state: 'sent',
    ...change,
  }
}

/** Messages `from` to `to`, both included. */
export const makeMessages = (from: number, to: number): ChatMessage[] =>
  Array.from({ length: to - from + 1 }, (_, index) => makeMessage(from + index))

/** A message that has no place in the history. */
export const makeUnsent = (key: string, change: Partial<ChatMessage>): ChatMessage => {
  const { seq: _, epoch: __, messageId: ___, ...rest } = makeMessage(0, { key, ...change })
  return rest
}
