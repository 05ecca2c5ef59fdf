import { ProtocolError } from '@socketlink/contract'
import { createStore } from '@socketlink/store'
import { pino } from 'pino'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { DomainEvents } from '../../src/domain-events.ts'
import { Holdings } from '../../src/presence/holdings.ts'
import { uniquePrefix } from '../support/start-node.ts'

const open = async (settings: Record<string, string> = {}) => {
  const log = pino({ enabled: false })
  const store = createStore(
    loadConfig({
      SOCKETLINK_REDIS_URL: inject('redisUrl'),
      SOCKETLINK_REDIS_PREFIX: uniquePrefix(),
      ...settings,
    }),
    log,
  )
  await store.start()
  onTestFinished(() => store.close())
  const events = new DomainEvents(log)
  return { store, events, holdings: new Holdings(store, events, () => {}, 0) }
}

const incarnation = 'node#1'

describe('what a node holds', () => {
  it('a restore in the middle of leaving brings nobody back', async () => {
    const { store, holdings } = await open()
    const memberships = Array.from({ length: 100 }, (_, n) => ({
      memberId: `m${n}`,
      username: `user${n}`,
      roomName: `room-${n % 5}`,
      incarnation,
    }))
    for (const membership of memberships) {
      holdings.hold(membership)
      await store.presence.restore(membership, undefined)
    }
    await Promise.all([
      ...memberships.map(membership => holdings.leaveNow(membership)),
      holdings.restore(() => undefined),
    ])
    expect(await store.rooms.list({ limit: 10 })).toEqual({ rooms: [], nextCursor: null })
  })

  it('a restore brings back what Redis lost, and a late leave ends it, told once', async () => {
    const { store, events, holdings } = await open()
    const left: string[] = []
    events.on('user_left', ({ username }) => void left.push(username))
    const membership = { memberId: 'm', username: 'alice', roomName: 'lobby', incarnation }
    holdings.hold(membership)
    await holdings.restore(() => undefined)
    expect((await store.rooms.list({ limit: 10 })).rooms).toEqual([{ roomName: 'lobby', userCount: 1 }])
    await Promise.all([holdings.leaveNow(membership), holdings.leaveNow(membership)])
    expect((await store.rooms.list({ limit: 10 })).rooms).toEqual([])
    expect(left).toEqual(['alice'])
  })

  it('a connection that was counted but not answered for is given back, too', async () => {
    const { store, holdings } = await open({ SOCKETLINK_CONNECTIONS_PER_USER: '1' })
    const connection = { connectionId: 'c', username: 'alice', incarnation }
    const unanswered = async (): Promise<never> => {
      throw new ProtocolError('unavailable')
    }
    const { open: count, close: giveBack } = store.connections
    // Redis counts it, and the answer is lost; then it is away.
    store.connections.open = async taken => {
      await count(taken)
      return unanswered()
    }
    store.connections.close = unanswered
    await expect(holdings.open(connection)).rejects.toMatchObject({ code: 'unavailable' })
    const another = { ...connection, connectionId: 'another' }
    await expect(count(another)).rejects.toMatchObject({ code: 'too_many_connections' })
    store.connections.close = giveBack
    await holdings.settle()
    await count(another)
  })
})
