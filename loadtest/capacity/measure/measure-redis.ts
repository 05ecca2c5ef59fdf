import { randomUUID } from 'node:crypto'
import { createStore } from '@socketlink/store'
import { createClient } from 'redis'
import { loadConfig } from '../../../services/chat/src/config.ts'
import type { Costs } from '../costs.ts'

type RedisCosts = Pick<
  Costs,
  | 'redisSend'
  | 'redisCopy'
  | 'redisCopyBytes'
  | 'redisMessageBytes'
  | 'redisDuplicateBytes'
  | 'redisClientBytes'
  | 'redisAccountBytes'
>

const sendCount = 20_000
const rooms = 100
const atOnce = 50
const text = 'x'.repeat(120)
const sender = { userId: randomUUID(), username: 'load-somebody', role: 'user' as const }
const silent = { warn: () => {}, info: () => {}, error: () => {} }

interface Reading {
  cpuMicros: number
  bytesOut: number
  memory: number
}

/** Runs so many of something, a number of them at the same time. */
const repeat = async (count: number, act: (n: number) => Promise<unknown>): Promise<void> => {
  let next = 0
  const work = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) await act(n)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

/** Measures what the store's calls cost a Redis that nobody else uses. */
export const measureRedis = async (url: string, say: (line: string) => void): Promise<RedisCosts> => {
  const config = loadConfig({ SOCKETLINK_REDIS_URL: url, SOCKETLINK_REDIS_PREFIX: 'capacity' })
  const store = createStore(config, silent)
  await store.start()
  const admin = await createClient({ url }).connect()
  const read = async (): Promise<Reading> => {
    const info = await admin.info()
    const field = (name: string): number => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1] ?? 0)
    return {
      cpuMicros: (field('used_cpu_sys') + field('used_cpu_user')) * 1_000_000,
      bytesOut: field('total_net_output_bytes'),
      memory: field('used_memory'),
    }
  }
  const meter = async (act: () => Promise<unknown>): Promise<Reading> => {
    const before = await read()
    await act()
    const after = await read()
    return {
      cpuMicros: after.cpuMicros - before.cpuMicros,
      bytesOut: after.bytesOut - before.bytesOut,
      memory: after.memory - before.memory,
    }
  }
  const send = (n: number, clientMessageId?: string) =>
    store.messages.send({ roomName: `room-${n % rooms}`, text, sender, clientMessageId, unlimited: true })

  say(`${sendCount} sends that nobody hears`)
  const kept = await meter(() => repeat(sendCount, n => send(n)))
  const remembered = await meter(() => repeat(sendCount, n => send(n, randomUUID())))

  const listeners = 20
  say(`${sendCount} sends that ${listeners} nodes hear`)
  const channels = Array.from({ length: rooms }, (_, room) => store.addressOf(`room-${room}`).channel)
  const subscribers = await Promise.all(
    Array.from({ length: listeners }, async () => {
      const subscriber = await createClient({ url }).connect()
      await subscriber.sSubscribe(channels, () => {})
      return subscriber
    }),
  )
  const heard = await meter(() => repeat(sendCount, n => send(n, randomUUID())))
  for (const subscriber of subscribers) subscriber.destroy()

  const crowd = 20_000
  say(`${crowd} clients and accounts`)
  const clients = await meter(() =>
    repeat(crowd, async n => {
      const member = {
        memberId: `${randomUUID()}.1`,
        username: `load-${n}`,
        incarnation: 'node-1#abcdefghij',
      }
      await store.connections.open({ connectionId: randomUUID().slice(0, 20), ...member })
      await store.presence.join(
        { ...member, roomName: `crowd-${n % 1000}` },
        { socketId: 'x', after: undefined, mark: 'm' },
      )
    }),
  )
  const accounts = await meter(() =>
    repeat(crowd, n =>
      store.accounts.create({
        userId: randomUUID(),
        username: `load-account-${n}`,
        role: 'user',
        passwordHash: `$argon2id$v=19$m=19456,t=2,p=1$${'x'.repeat(22)}$${'y'.repeat(43)}`,
        createdAt: 1_700_000_000_000,
      }),
    ),
  )
  admin.destroy()
  await store.close()
  const copies = sendCount * listeners
  return {
    redisSend: remembered.cpuMicros / sendCount,
    redisCopy: (heard.cpuMicros - remembered.cpuMicros) / copies,
    redisCopyBytes: (heard.bytesOut - remembered.bytesOut) / copies,
    redisMessageBytes: kept.memory / sendCount,
    redisDuplicateBytes: (remembered.memory - kept.memory) / sendCount,
    redisClientBytes: clients.memory / crowd,
    redisAccountBytes: accounts.memory / crowd,
  }
}
