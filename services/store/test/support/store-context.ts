import { randomUUID } from 'node:crypto'
import type { ServerEvents } from '@socketlink/contract'
import { inject, onTestFinished } from 'vitest'
import { startRedis } from '../../../../deploy/local/redis-server.ts'
import { RedisLink } from '../../src/connection.ts'
import type { StoreContext, StoreOptions } from '../../src/context.ts'
import { createKeys } from '../../src/keys.ts'
import { readBroadcast, readMark } from '../../src/wire.ts'

export const silentLog = { info: () => {}, warn: () => {} }

const limits: StoreOptions['limits'] = {
  loginWindowSeconds: 900,
  loginFailuresPerPair: 5,
  loginFailuresPerAddress: 50,
  loginFailuresPerAccount: 100,
  registrationsPerHour: 60,
  messageBurst: 20,
  messagesPerSecond: 10,
  roomsPerMinute: 10,
  connectionsPerUser: 50,
}

export interface StoreChange {
  history?: Partial<StoreOptions['history']>
  limits?: Partial<StoreOptions['limits']>
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
  const prefix = `test-${randomUUID()}`
  const link = new RedisLink(url, silentLog)
  await link.start()
  onTestFinished(() => link.close())
  return {
    link,
    url,
    keys: createKeys(prefix),
    options: {
      redis: {
        prefix,
        servers: { kind: 'one', url },
        access: {},
        wait: { replicas: 0, timeoutMs: 1000 },
      },
      history: { length: 100, ttlSeconds: 3600, ...change.history },
      unusedRoomSeconds: change.unusedRoomSeconds ?? 86_400,
      limits: { ...limits, ...change.limits },
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
  let barriers = 0
  const check = () => {
    for (const waiter of waiting) if (waiter.done()) waiter.resolve()
  }
  await context.link.subscriptions.sSubscribe(
    channel,
    (payload: Buffer) => {
      if (readMark(payload) === undefined) {
        const broadcast = readBroadcast(payload)
        if (broadcast) heard.push(broadcast)
      } else barriers++
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
      const target = barriers + 1
      await context.link.commands.sPublish(channel, 'mark:barrier')
      await until(() => barriers >= target)
    },
  }
}
