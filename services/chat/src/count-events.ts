import type { DomainEvents } from './domain-events.ts'
import type { Metrics } from './metrics.ts'

/** Counts what happens in the chat. */
export const countEvents = (events: DomainEvents, metrics: Metrics): void => {
  events.on('room_created', () => metrics.roomsCreated.inc())
  events.on('message_created', ({ duplicate, elapsedMs }) => {
    metrics.sendSeconds.observe(elapsedMs / 1000)
    if (duplicate) metrics.duplicates.inc()
    else metrics.messages.inc()
  })
  events.on('message_shown', ({ duplicate }) => {
    if (!duplicate) metrics.provisional.inc()
  })
}
