import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { RedisGroup } from '../../../../deploy/redis/group.ts'
import type { RedisOptions } from '../../src/context.ts'
import { createStore, type Store } from '../../src/store.ts'
import { readBroadcast } from '../../src/wire.ts'
import { silentLog } from '../support/store-context.ts'
import { serversOf, startKind, storeOptions } from './support/open-kind.ts'

const alice = { userId: randomUUID(), username: 'alice', role: 'user' } as const

// The store's functions against each kind: whatever one of them touches has to lie on one server of a Cluster.
describe.each(['one', 'sentinel', 'cluster'] as const)('the store on the kind "%s"', kind => {
  let group: RedisGroup | undefined
  let store: Store
  let servers: RedisOptions['servers']
  beforeAll(async () => {
    if (kind !== 'one') group = await startKind(kind, { replicas: 0 })
    servers = group ? serversOf(group) : { kind: 'one', url: inject('redisUrl') }
    store = createStore(storeOptions(servers), silentLog)
    await store.start()
  })
  afterAll(async () => {
    await store.close()
    await group?.stop()
  })

  const join = (roomName: string, memberId = randomUUID()) => {
    const membership = { memberId, username: 'alice', roomName, incarnation: 'node#1' }
    return store.presence
      .join(membership, { socketId: 'socket', after: undefined, mark: '' })
      .then(joined => ({ membership, joined }))
  }

  test('sends, keeps and knows duplicates, in rooms of all partitions', async () => {
    const rooms = Array.from({ length: 150 }, (_, n) => `room-${n}`)
    await Promise.all(
      rooms.map(async roomName => {
        const draft = { roomName, text: 'hello', sender: alice, clientMessageId: 'once' }
        const { message, duplicate, kept } = await store.messages.send(draft)
        expect([message.seq, duplicate, kept]).toEqual([1, false, true])
        expect((await store.messages.send(draft)).duplicate).toBe(true)
        expect((await store.history.read(roomName, { limit: 10 })).messages).toEqual([message])
      }),
    )
    const stats = await store.stats()
    expect(stats.messages.total).toBe(150)
  })

  test('publishes to whoever listens, in order', async () => {
    const roomName = 'heard'
    const texts: unknown[] = []
    const all = Promise.withResolvers<void>()
    await store.subscriber.sSubscribe(store.addressOf(roomName).channel, payload => {
      const { data } = readBroadcast(payload) ?? {}
      texts.push((data as { text: string }).text)
      if (texts.length === 50) all.resolve()
    })
    const sent = Array.from({ length: 50 }, (_, n) => `${n}`)
    await Promise.all(
      sent.map(text => store.messages.send({ roomName, text, sender: alice, clientMessageId: undefined })),
    )
    await all.promise
    expect(texts).toEqual(sent)
  })

  test('joins, lists and leaves', async () => {
    const { membership, joined } = await join('met')
    expect(joined).toMatchObject({ users: ['alice'], userCount: 1, created: true, came: true })
    await store.presence.tellTyping('user_typing', { username: 'alice', roomName: 'met', socketId: 'socket' })
    await store.presence.tell('met')
    await store.rooms.create('made')
    const { rooms } = await store.rooms.list({ limit: 100 })
    expect(rooms.map(({ roomName }) => roomName).sort()).toEqual(['made', 'met'])
    expect(await store.presence.leave(membership)).toMatchObject({ gone: true, deleted: true })
    expect((await store.rooms.states(['met', 'heard'])).get('heard')).toMatchObject({ userCount: 0 })
  })

  test('keeps accounts, counts connections and failed logins', async () => {
    const account = { ...alice, username: 'Bob', passwordHash: '$argon2id$x', createdAt: 1 }
    await store.accounts.create(account)
    await expect(store.accounts.create({ ...account, username: 'BOB' })).rejects.toMatchObject({
      code: 'username_taken',
    })
    expect(await store.accounts.find('bob')).toMatchObject({ username: 'Bob' })
    await store.connections.open({ connectionId: 'c1', username: 'Bob', incarnation: 'node#1' })
    expect((await store.accounts.list({ limit: 5 })).users).toEqual([{ username: 'Bob', online: true }])
    const attempt = { address: '192.0.2.1', account: 'bob' }
    for (let n = 0; n < 5; n++) await store.limits.recordLogin({ ...attempt, success: false })
    await expect(store.limits.checkLogin(attempt)).rejects.toMatchObject({ code: 'too_many_attempts' })
    await store.limits.checkLogin({ ...attempt, address: '192.0.2.2' })
  })

  test('renews leases, and finds and forgets what a dead node held', async () => {
    await join('held')
    const { renewed } = await store.nodes.renew({ incarnation: 'node#1', leaseMs: 8000, connections: 1 })
    expect(renewed).toBe(true)
    await store.nodes.fence('node#1')
    const remains = []
    for (let partition = 0; partition < store.partitionCount; partition++) {
      await store.nodes.fencePartition('node#1', partition)
      remains.push(...(await store.nodes.remains('node#1', partition)))
    }
    expect(remains.map(({ kind: what }) => what).sort()).toEqual(['connection', 'membership'])
    await store.nodes.forget('node#1')
    expect((await store.stats()).nodes).toBe(0)
  })

  test('limits what a user sends to a room', async () => {
    const options = storeOptions(servers)
    const strict = createStore(
      { ...options, limits: { ...options.limits, messageBurst: 2, messagesPerSecond: 1 } },
      silentLog,
    )
    await strict.start()
    const say = () =>
      strict.messages.send({ roomName: 'strict', text: 'x', sender: alice, clientMessageId: undefined })
    await say()
    await say()
    await expect(say()).rejects.toMatchObject({ code: 'rate_limited' })
    await strict.close()
  })
})
