import type { Store } from '@socketlink/store'
import type { DomainEvents } from './domain-events.ts'

/**
 * Takes rooms that nobody ever joined out of the directory, one partition with each heartbeat. The
 * answer stops it.
 */
export const sweepRoomsRegularly = (
  store: Store,
  events: DomainEvents,
  heartbeatMs: number,
): (() => void) => {
  let partition = 0
  const timer = setInterval(() => {
    partition = (partition + 1) % store.partitionCount
    store.rooms.sweep(partition).then(
      names => {
        for (const roomName of names) events.emit('room_deleted', { roomName })
      },
      // Redis is away; there is a next time.
      () => {},
    )
  }, heartbeatMs)
  timer.unref()
  return () => clearInterval(timer)
}
