import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { RedisLink } from '../../src/connection.ts'
import { createListener } from './listener.ts'
import { openLink, openSubscriber } from './open-link.ts'

export const channelNames = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}:{p${index}}:room`)

/** The sharded channels that the server knows of a prefix. */
export const serverChannels = async (link: RedisLink, prefix: string): Promise<unknown> =>
  link.commands.sendCommand(['PUBSUB', 'SHARDCHANNELS', `${prefix}:*`])

export const whenReady = async (link: RedisLink): Promise<void> => {
  if (!link.ready) await once(link, 'ready')
}

/** A subscriber and a listener on it, with a publisher on a connection of its own. */
export const openListener = async (subscriberUrl: string, publisherUrl = subscriberUrl) => {
  const prefix = `t-${randomUUID()}`
  const publisher = await openLink(publisherUrl)
  const { link, subscriber, log } = await openSubscriber(subscriberUrl)
  // Each break gives the link another connection.
  const publish = (channel: string, message: string) => publisher.commands.sPublish(channel, message)
  const listener = createListener(subscriber, { sPublish: publish }, prefix)
  await listener.raiseBarrier()
  return { prefix, publisher, link, subscriber, log, listener }
}
