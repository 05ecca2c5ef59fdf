import type { Call } from '../call.ts'

/** `send_message`: one call to Redis checks, sequences, keeps and broadcasts it. */
export const sendMessage: Call<'send_message'> = async (
  { store, events },
  session,
  { text, clientMessageId },
) => {
  const { roomName } = await session.currentMembership()
  const started = performance.now()
  const { message, duplicate } = await store.messages.send({
    roomName,
    text,
    sender: session.caller,
    clientMessageId,
  })
  events.emit('message_created', { message, duplicate, elapsedMs: performance.now() - started })
  const { messageId, seq, epoch, timestamp } = message
  return { messageId, seq, epoch, timestamp, persisted: true, duplicate }
}
