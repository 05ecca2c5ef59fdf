import type { ServerEvents } from '@socketlink/contract'
import type { Keys } from './keys.ts'
import type { Subscriber } from './subscriber.ts'
import { envelope } from './wire.ts'

/**
 * Makes the function that tells an event to the members of a room on this node alone. It goes the way of what Redis
 * publishes, so that it keeps its place among the room's events, but does without Redis.
 */
export const createTellHere =
  (keys: Keys, subscriber: Subscriber) =>
  <Event extends keyof ServerEvents>(
    roomName: string,
    event: Event,
    data: Parameters<ServerEvents[Event]>[0],
    except: readonly string[] = [],
  ): void => {
    const { socketRoom, channel } = keys.room(roomName)
    const { head, tail } = envelope(socketRoom, event, except)
    subscriber.deliver(channel, Buffer.from(head + JSON.stringify(data) + tail))
  }
