import { randomUUID } from 'node:crypto'
import type { ServerEvents } from '@socketlink/contract'
import { inject, onTestFinished } from 'vitest'
import { startRedis } from '../../../../deploy/local/redis-server.ts'
import { RedisLink } from '../../src/connection.ts'
import type { StoreContext, StoreOptions } from '../../src/context.ts'
import { createKeys } from '../../src/keys.ts'
import { Rest } from '../../src/messages/rest.ts'
import { mark, readBroadcast, readMark } from '../../src/wire.ts'
import { usualOptions } from './store-options.ts'

export const silentLog = { info: () => {}, warn: () => {} }

export interface StoreChange {
  history?: Partial<StoreOptions['history']>
  limits?: Partial<StoreOptions['limits']>
  restMs?: number
  unusedRoomSeconds?: number
  /** A Redis for this test alone, for one that counts its commands or changes its settings. */
  ownRedis?: boolean
}

const startOwnRedis = async (): Promise<string> => {
  const redis = await startRedis({ port: 0 })
  onTestFinished(() => redis.stop())
  return redis.url
}

/** With the link to the one server, for tests that look into it. */
export interface TestContext extends StoreContext {
  link: RedisLink
  url: string
}

/** A store on the run's Redis under a prefix of its own; closed with the test. */
export const openStoreContext = async (change: StoreChange = {}): Promise<TestContext> => {
  const url = change.ownRedis ? await startOwnRedis() : inject('redisUrl')
  const usual = usualOptions({ kind: 'one', url })
  const link = new RedisLink(url, silentLog)
  await link.start()
  onTestFinished(() => link.close())
  const restMs = change.restMs ?? usual.messages.restMs
  return {
    link,
    url,
    keys: createKeys(usual.redis.prefix),
    rest: new Rest(restMs),
    options: {
      redis: usual.redis,
      history: { ...usual.history, length: 100, ...change.history },
      messages: { restMs },
      unusedRoomSeconds: change.unusedRoomSeconds ?? usual.unusedRoomSeconds,
      limits: { ...usual.limits, ...change.limits },
    },
  }
}

export interface Heard {
  event: keyof ServerEvents
  data: unknown
  except: string[]
}

/**
 * Everything published to a room from now on, in order. `upTo(n)` waits until n events are there; `barrier()` waits
 * until all that was published before it has come.
 */
export const listenTo = async (context: TestContext, roomName: string) => {
  const { channel } = context.keys.room(roomName)
  const heard: Heard[] = []
  const waiting: { done: () => boolean; resolve: () => void }[] = []
  const marks = new Set<string>()
  const check = () => {
    for (const waiter of waiting) if (waiter.done()) waiter.resolve()
  }
  await context.link.subscriptions.sSubscribe(
    channel,
    (payload: Buffer) => {
      const id = readMark(payload)
      const broadcast = id === undefined ? readBroadcast(payload) : undefined
      if (id !== undefined) marks.add(id)
      if (broadcast) heard.push(broadcast)
      check()
    },
    true,
  )
  const until = (done: () => boolean): Promise<void> =>
    new Promise(resolve => {
      waiting.push({ done, resolve })
      check()
    })
  return {
    heard,
    upTo: (count: number) => until(() => heard.length >= count),
    barrier: async () => {
      // One of its own: the marks of those who join come, too.
      const id = randomUUID()
      await context.link.commands.sPublish(channel, mark(id))
      await until(() => marks.has(id))
    },
  }
}
