import type { Logger } from 'pino'
import type { DomainEvents } from './domain-events.ts'

/** Writes what happens in the chat to the log: names and numbers, never a text. */
export const logEvents = (events: DomainEvents, log: Logger): void => {
  events.on('user_registered', event => log.info({ event: 'user_registered', ...event }, 'user registered'))
  events.on('room_created', event => log.info({ event: 'room_created', ...event }, 'room created'))
  events.on('room_deleted', event => log.info({ event: 'room_deleted', ...event }, 'room deleted'))
  events.on('user_joined', event => log.debug({ event: 'user_joined', ...event }, 'user joined'))
  events.on('user_left', event => log.debug({ event: 'user_left', ...event }, 'user left'))
  events.on('message_created', ({ message: { messageId, seq, roomName, senderId }, duplicate, elapsedMs }) =>
    log.debug(
      { event: 'message_created', messageId, seq, roomName, senderId, duplicate, elapsedMs },
      'message created',
    ),
  )
  events.on('message_shown', ({ messageId, roomName, senderId, duplicate }) =>
    log.debug(
      { event: 'message_shown', messageId, roomName, senderId, duplicate },
      'message shown on this node, not kept',
    ),
  )
}
