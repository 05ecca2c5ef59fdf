import { createShardedAdapter } from '@socket.io/redis-adapter'
import type { Store } from '@socketlink/store'

type Handler = (message: Buffer, channel: Buffer) => void

/** What the adapter publishes and subscribes is JSON; anything else on a channel is not for it (store/src/wire.ts). */
const jsonStart = 0x7b

/**
 * The sharded Redis adapter, in dynamic mode: a room's messages go only to nodes that host members. It subscribes by
 * the store's subscriber, which keeps no channel deaf, and it never has a promise rejected.
 *
 * @param onBroadcast is told of each message that was handed to local sockets
 */
export const createAdapter = (store: Store, onBroadcast: (channel: string, message: Buffer) => void) => {
  const client = {
    sPublish: (channel: string, message: string): Promise<number> =>
      store.link.commands.sPublish(channel, message).catch(() => 0),
    sSubscribe: (channel: string, handler: Handler): Promise<void> =>
      store.subscriber.sSubscribe(channel, (message, from) => {
        if (message[0] !== jsonStart) return
        handler(message, from)
        onBroadcast(channel, message)
      }),
    sUnsubscribe: (channel: string | string[]): Promise<void> => store.subscriber.sUnsubscribe(channel),
  }
  return createShardedAdapter(client, client, {
    channelPrefix: store.channelPrefix,
    subscriptionMode: 'dynamic',
  })
}
