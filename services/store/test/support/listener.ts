import { EventEmitter } from 'node:events'

/** What a subscriber and a bare client have in common, as the adapter uses them. */
interface ShardedClient {
  sSubscribe(
    channel: string,
    handler: (message: Buffer, channel: Buffer) => void,
    bufferMode: true,
  ): Promise<void>
  sUnsubscribe(channel: string | string[]): Promise<void>
}

interface Publisher {
  sPublish(channel: string, message: string): Promise<number>
}

/** How long a barrier is waited for before the link counts as broken, in ms. */
const barrierPatienceMs = 5000

/** Joins and leaves channels as the adapter does, without waiting, and finds out which of them it cannot hear. */
export const createListener = (client: ShardedClient, publisher: Publisher, prefix: string) => {
  const heard = new EventEmitter<Record<string, [Buffer]>>()
  const handler = (message: Buffer, channel: Buffer): void => void heard.emit(channel.toString(), message)
  const barrier = `${prefix}:barrier`
  let turn = 0

  return {
    heard,
    /** To be awaited before `findDeaf`, and never left. */
    raiseBarrier: () => client.sSubscribe(barrier, handler, true),
    join: (channel: string) => client.sSubscribe(channel, handler, true),
    leave: (channel: string) => client.sUnsubscribe(channel),

    /**
     * Publishes to each channel and then to the barrier, on one connection: what was not heard before the barrier is
     * deaf. Rejects when the barrier itself is not heard.
     */
    findDeaf: async (channels: string[]): Promise<string[]> => {
      const payload = `turn ${++turn}`
      const silent = new Set(channels)
      const listeners = channels.map(channel => {
        const listener = (message: Buffer): void => {
          if (message.toString() === payload) silent.delete(channel)
        }
        heard.on(channel, listener)
        return () => heard.off(channel, listener)
      })
      const arrived = Promise.withResolvers<void>()
      const onBarrier = (message: Buffer): void => {
        if (message.toString() === payload) arrived.resolve()
      }
      heard.on(barrier, onBarrier)
      const timer = setTimeout(() => arrived.reject(new Error('no barrier')), barrierPatienceMs)
      try {
        await Promise.all([...channels, barrier].map(channel => publisher.sPublish(channel, payload)))
        await arrived.promise
        return [...silent]
      } finally {
        clearTimeout(timer)
        heard.off(barrier, onBarrier)
        for (const stop of listeners) stop()
      }
    },
  }
}
