import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { RedisGroup } from '../../../../deploy/redis/group.ts'
import { createKeys } from '../../src/keys.ts'
import { slotOf } from '../../src/slot-owners.ts'
import { createStore, type Store } from '../../src/store.ts'
import { createListener } from '../support/listener.ts'
import { createRandom } from '../support/random.ts'
import { silentLog } from '../support/store-context.ts'
import { serversOf, startKind, storeOptions } from './support/open-kind.ts'
import { SlotMover } from './support/slot-mover.ts'

const alice = { userId: randomUUID(), username: 'alice', role: 'user' } as const

describe('a Redis Cluster of three masters whose slots move', () => {
  let group: RedisGroup
  let mover: SlotMover
  let prefix: string
  beforeAll(async () => {
    group = await startKind('cluster', { replicas: 0 })
    mover = await SlotMover.open(group)
  })
  afterAll(async () => {
    await mover?.close()
    await group?.stop()
  })

  const open = async (): Promise<Store> => {
    const options = storeOptions(serversOf(group))
    prefix = options.redis.prefix
    const store = createStore(options, silentLog)
    await store.start()
    onTestFinished(() => store.close())
    return store
  }
  const slotOfRoom = (roomName: string): number => slotOf(createKeys(prefix, true).room(roomName).head)
  const say = (store: Store, roomName: string, text: string) =>
    store.messages.send({ roomName, text, sender: alice, clientMessageId: text })
  const textsIn = async (store: Store, roomName: string): Promise<string[]> =>
    (await store.history.read(roomName, { limit: 500 })).messages.map(({ text }) => text)
  const countCalls = async (command: string): Promise<number> => {
    const stats = await Promise.all(group.servers.map(server => group.ask(server, 'INFO', 'commandstats')))
    const counts = stats.map(text =>
      Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(text)?.[1] ?? 0),
    )
    return counts.reduce((sum, count) => sum + count, 0)
  }

  test('a send is one command, before a move and after it', async () => {
    const store = await open()
    const twenty = (mark: string) =>
      Promise.all(Array.from({ length: 20 }, (_, n) => say(store, 'counted', `${mark} ${n}`)))
    await say(store, 'counted', 'first')
    const before = await countCalls('evalsha')
    await twenty('before')
    expect(await countCalls('evalsha')).toBe(before + 20)
    await mover.move(slotOfRoom('counted'))
    // The first one learns where the room is now.
    await say(store, 'counted', 'moved')
    const after = await countCalls('evalsha')
    await twenty('after')
    expect(await countCalls('evalsha')).toBe(after + 20)
  })

  test('what meets a slot on its way waits for it, goes once, and keeps its order', async () => {
    const store = await open()
    await say(store, 'moving', 'first')
    const before = (await say(store, 'moving', 'second')).message
    const move = await mover.begin(slotOfRoom('moving'))
    await move.carry(1)
    const texts = Array.from({ length: 50 }, (_, n) => `${n}`)
    const sent = Promise.all(texts.map(text => say(store, 'moving', text)))
    let settled = false
    void sent.finally(() => {
      settled = true
    })
    // A call that nothing keeps from its end, and that comes later.
    await say(store, 'elsewhere', 'barrier')
    expect(settled).toBe(false)
    await move.carry()
    await move.finish()
    const messages = (await sent).map(({ message }) => message)
    expect(messages.map(({ seq }) => seq)).toEqual(texts.map((_, n) => before.seq + 1 + n))
    expect(new Set(messages.map(({ epoch }) => epoch))).toEqual(new Set([before.epoch]))
    expect(await textsIn(store, 'moving')).toEqual(['first', 'second', ...texts])
  })

  test('a slot that stays on its way makes calls unavailable in time, and they have done nothing', async () => {
    const store = await open()
    await say(store, 'stuck', 'first')
    const move = await mover.begin(slotOfRoom('stuck'))
    await move.carry(1)
    const begun = performance.now()
    await expect(say(store, 'stuck', 'never')).rejects.toMatchObject({ code: 'unavailable' })
    expect(performance.now() - begun).toBeLessThan(3500)
    await move.carry()
    await move.finish()
    expect(await textsIn(store, 'stuck')).toEqual(['first'])
  })

  test('a key that is not there any more is asked for where its slot goes', async () => {
    const store = await open()
    const slot = slotOf(createKeys(prefix, true).account('carol'))
    const move = await mover.begin(slot)
    await store.accounts.create({ ...alice, username: 'carol', passwordHash: '$x', createdAt: 1 })
    expect(await move.target.exists(createKeys(prefix, true).account('carol')).catch(String)).toMatch(/MOVED/)
    expect(await store.accounts.find('carol')).toMatchObject({ username: 'carol' })
    await move.carry()
    await move.finish()
    expect(await store.accounts.find('carol')).toMatchObject({ username: 'carol' })
  })

  test('no channel is deaf after 64 slots moved three times while channels come and go', {
    timeout: 120_000,
  }, async () => {
    const store = await open()
    const channels = Array.from(
      { length: 64 },
      (_, n) => `${prefix}:io#/#{p${String(n).padStart(2, '0')}}:room:x#`,
    )
    const listener = createListener(store.subscriber, { sPublish: store.publish }, prefix)
    await Promise.all(channels.map(listener.join))
    const random = createRandom(3)
    let resumed = 0
    store.subscriber.on('resumed', () => {
      resumed += 1
    })
    // Something is under way whenever a server ends what it has of a slot.
    let churning = true
    const churn = (async () => {
      while (churning) {
        const channel = channels[random(64)] as string
        void listener.leave(channel)
        void listener.join(channel)
        await nextTurn()
      }
    })()
    for (let round = 0; round < 3; round++) {
      for (const channel of channels) await mover.move(slotOf(channel))
    }
    churning = false
    await churn
    // The client misses that a server has ended a subscription when a ping is under way on it: then the node hears of the
    // move by its next look, or when it publishes there.
    await Promise.all(channels.map(channel => store.publish(channel, 'news')))
    await store.subscriber.settled()
    // Each is published once, and heard on whichever connection it comes.
    const silent = new Set(channels)
    for (const channel of channels) {
      listener.heard.on(channel, message => {
        if (message.toString() === 'probe') silent.delete(channel)
      })
    }
    expect(await Promise.all(channels.map(channel => store.publish(channel, 'probe')))).toEqual(
      channels.map(() => 1),
    )
    await expect.poll(() => [...silent]).toEqual([])
    expect(resumed).toBeGreaterThan(0)
  })
})
