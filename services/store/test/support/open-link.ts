import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import type { RedisOptions, RedisServer } from '../../../../deploy/local/redis-server.ts'
import { startRedis } from '../../../../deploy/local/redis-server.ts'
import type { TcpProxy } from '../../../../loadtest/chaos/faults/tcp-proxy.ts'
import { startTcpProxy } from '../../../../loadtest/chaos/faults/tcp-proxy.ts'
import type { Log } from '../../src/connection.ts'
import { RedisLink } from '../../src/connection.ts'
import { Subscriber } from '../../src/subscriber.ts'

/** A log that keeps what it is told. */
export const createLog = (): Log & { events: unknown[] } => {
  const events: unknown[] = []
  const note = (facts: object): void => void events.push('event' in facts ? facts.event : facts)
  return { events, info: note, warn: note }
}

/** A started link that is closed when the test ends. */
export const openLink = async (url: string, log = createLog()): Promise<RedisLink> => {
  const link = new RedisLink(url, log)
  onTestFinished(() => link.close())
  await link.start()
  return link
}

/** A started link with a subscriber on it, both closed when the test ends. */
export const openSubscriber = async (url: string, log = createLog()) => {
  const link = await openLink(url, log)
  const subscriber = new Subscriber(link, log)
  onTestFinished(() => subscriber.close())
  return { link, subscriber, log }
}

/** A Redis of the test's own, ended with the test, frozen or not. */
export const openRedis = async (options: Partial<RedisOptions> = {}): Promise<RedisServer> => {
  const redis = await startRedis({ port: 0, ...options })
  onTestFinished(async () => {
    redis.process.kill('SIGCONT')
    await redis.stop()
  })
  return redis
}

/** Kills Redis as a crash would and waits until it is gone. */
export const killRedis = async (redis: RedisServer): Promise<void> => {
  const gone = once(redis.process, 'exit')
  redis.process.kill('SIGKILL')
  await gone
}

/** A breakable way to a Redis, and the URL that leads through it. */
export const openProxy = async (redisUrl: string): Promise<TcpProxy & { url: string }> => {
  const proxy = await startTcpProxy(Number(new URL(redisUrl).port))
  onTestFinished(() => proxy.close())
  return Object.assign(proxy, { url: `redis://127.0.0.1:${proxy.port}` })
}
