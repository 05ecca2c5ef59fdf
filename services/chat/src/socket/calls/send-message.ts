import { randomUUIDv7 } from 'node:crypto'
import { UnreachableError } from '@socketlink/store'
import type { Call } from '../call.ts'

/**
 * `send_message`: one call to Redis checks, sequences, keeps and broadcasts it. While Redis is away the room's members on
 * this node see it, and it is for the client to send it again.
 */
export const sendMessage: Call<'send_message'> = (
  { store, events, provisional, rooms },
  session,
  { text, clientMessageId },
  signal,
) =>
  session.inRoom(async ({ roomName }) => {
    const sender = session.caller
    const started = performance.now()
    // The id under which it was shown already, if it was. A send that is lost on its way may have been kept: the members
    // here are then shown what history has, under one id.
    const messageId = provisional.idOf({ roomName, sender, clientMessageId }) ?? randomUUIDv7()
    const head = rooms.headOf(store.addressOf(roomName).socketRoom)
    const draft = { messageId, roomName, text, sender, clientMessageId, unlimited: session.unlimited, head }
    try {
      const { message, duplicate, kept } = await store.messages.send(draft)
      provisional.forget(draft)
      events.emit('message_created', { message, duplicate, elapsedMs: performance.now() - started })
      const { messageId, seq, epoch, timestamp } = message
      // Too few replicas have it yet: the client sends it again, and finds it.
      if (!kept) return { messageId, timestamp, persisted: false, duplicate }
      return { messageId, seq, epoch, timestamp, persisted: true, duplicate }
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error
      // The client was told `unavailable` meanwhile.
      signal.throwIfAborted()
      const shown = provisional.show(draft)
      events.emit('message_shown', { roomName, senderId: sender.userId, ...shown })
      return shown
    }
  })
