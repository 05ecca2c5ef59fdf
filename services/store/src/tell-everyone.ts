import type { ServerEvents } from '@socketlink/contract'
import type { Keys } from './keys.ts'
import { envelope } from './wire.ts'

/**
 * Makes the function that tells an event to every client of every node, in one order for all. It is not told while Redis
 * is away.
 */
export const createTellEveryone =
  (keys: Keys, publish: (channel: string, payload: string) => Promise<number>) =>
  <Event extends keyof ServerEvents>(event: Event, data: Parameters<ServerEvents[Event]>[0]): void => {
    const { head, tail } = envelope(undefined, event)
    void publish(keys.channelOfEveryone, head + JSON.stringify(data) + tail)
  }
