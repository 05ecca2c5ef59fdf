import type { Message } from '@socketlink/contract'
import type { SeenMessage } from '../checker/recorded-history.ts'

/** A message as the checker sees it: everything but its text. */
export const seen = (message: Message): SeenMessage => {
  const { roomName, messageId, senderId, clientMessageId, epoch, seq } = message
  return { roomName, messageId, senderId, clientMessageId, epoch, seq }
}
