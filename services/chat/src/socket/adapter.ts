import { createShardedAdapter } from '@socket.io/redis-adapter'
import type { Store } from '@socketlink/store'

type Handler = (message: Buffer, channel: Buffer) => void

/** What the adapter publishes and subscribes is JSON; anything else on a channel is not for it (store/src/wire.ts). */
const jsonStart = 0x7b

export interface Delivery {
  /** Hands a room's event to local sockets; false leaves it to the adapter. */
  deliver(room: string, message: Buffer): boolean
  /** Is told of each message that was handed to local sockets. */
  onDelivered(room: string, message: Buffer): void
}

/**
 * The sharded Redis adapter, in dynamic mode: a room's messages go only to nodes that host members. It subscribes by
 * the store's subscriber, which keeps no channel deaf, and it never has a promise rejected.
 */
export const createAdapter = (store: Store, { deliver, onDelivered }: Delivery) => {
  const client = {
    sPublish: store.publish,
    sSubscribe: (channel: string, handler: Handler): Promise<void> => {
      const room = channel.slice(`${store.channelPrefix}#/#`.length, -1)
      return store.subscriber.sSubscribe(channel, (message, from) => {
        if (message[0] !== jsonStart) return
        if (!deliver(room, message)) handler(message, from)
        onDelivered(room, message)
      })
    },
    sUnsubscribe: (channel: string | string[]): Promise<void> => store.subscriber.sUnsubscribe(channel),
  }
  return createShardedAdapter(client, client, {
    channelPrefix: store.channelPrefix,
    subscriptionMode: 'dynamic',
  })
}
