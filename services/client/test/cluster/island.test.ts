import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { eventually } from '../../../chat/test/support/eventually.ts'
import { type Launched, launchCluster } from '../../../chat/test/support/launch.ts'
import {
  type Chatter,
  enter,
  hasText,
  isSettled,
  openChatter,
  openConversation,
  textsOf,
  until,
} from '../support/chatter.ts'

describe('Redis is away, with people on one node and on another', () => {
  let cluster: Launched
  beforeAll(async () => {
    cluster = await launchCluster()
  })
  afterAll(() => cluster.stop())

  /** Alice and Carol on one node, Bob on another, all in one room. */
  const openIsland = async () => {
    const { roomName, chatters } = await openConversation(cluster.url, 'alice', 'bob')
    const [alice, bob] = chatters
    const carol = await openChatter('carol', { url: cluster.url })
    do {
      carol.client.close()
      await carol.client.connect()
    } while (carol.node !== alice.node)
    await carol.client.joinRoom(roomName)
    return { roomName, alice, bob, carol }
  }
  const everyNodeIs = async (status: number): Promise<void> => {
    for (const { url } of cluster.nodes)
      await eventually(async () => expect((await fetch(`${url}/readyz`)).status).toBe(status))
  }
  const takeRedisAway = async (signal: 'SIGSTOP' | 'SIGKILL'): Promise<() => Promise<void>> => {
    cluster.redis?.kill(signal)
    let isBack: Promise<void> | undefined
    const bringBack = (): Promise<void> => {
      isBack ??= (async () => {
        if (signal === 'SIGSTOP') cluster.redis?.kill('SIGCONT')
        else await cluster.redis?.start()
        await everyNodeIs(200)
      })()
      return isBack
    }
    onTestFinished(bringBack)
    await everyNodeIs(503)
    return bringBack
  }
  const shownBy = ({ client }: Chatter) =>
    (client.state.room?.messages ?? []).map(({ key, text, state, seq }) => ({ key, text, state, seq }))

  it.each(['SIGSTOP', 'SIGKILL'] as const)(
    'neighbours see each other’s messages at once, then all see the same history: %s',
    async signal => {
      const { alice, bob, carol } = await openIsland()
      alice.client.send('before')
      await until(bob.client, hasText('before'))
      const bringBack = await takeRedisAway(signal)
      alice.client.send('one')
      await until(carol.client, ({ room }) => room?.messages.some(({ text }) => text === 'one') ?? false)
      carol.client.send('two')
      await until(alice.client, ({ room }) => room?.messages.some(({ text }) => text === 'two') ?? false)
      await until(carol.client, ({ outbox }) => outbox[0]?.state === 'provisional')
      bob.client.send('elsewhere')
      for (const chatter of [alice, carol]) {
        expect(shownBy(chatter).map(({ state }) => state)).toEqual(['sent', 'provisional', 'provisional'])
        expect(textsOf(chatter.client)).toEqual(['before', 'one', 'two'])
        expect(chatter.client.state.connection).toMatchObject({ status: 'connected' })
      }
      expect(alice.client.state.connection.reason).toBe('unavailable')
      const keys = shownBy(carol).map(({ key }) => key)

      await bringBack()
      for (const { client } of [alice, bob, carol]) {
        await until(client, isSettled)
        for (const text of ['one', 'two', 'elsewhere']) await until(client, hasText(text))
      }
      for (const chatter of [alice, bob, carol]) {
        expect(shownBy(chatter)).toEqual(shownBy(bob))
        expect(shownBy(chatter).map(({ state, seq }) => [state, seq])).toEqual(
          [1, 2, 3, 4].map(seq => ['sent', seq]),
        )
        expect(chatter.client.state.connection).toEqual({ status: 'connected' })
      }
      expect(shownBy(carol).map(({ key }) => key)).toEqual(expect.arrayContaining(keys))
    },
  )

  it('what was shown outlives a reload of its sender, and is kept then', async () => {
    const { roomName, alice, bob, carol } = await openIsland()
    const bringBack = await takeRedisAway('SIGKILL')
    alice.client.send('provisional')
    await until(alice.client, ({ outbox }) => outbox[0]?.state === 'provisional')
    const [before] = alice.client.state.outbox
    alice.client.close()
    const reloaded = await openChatter('alice', { url: cluster.url, storage: alice.storage, as: alice })
    expect(reloaded.client.state.outbox).toEqual([before])
    await bringBack()
    await enter(reloaded, roomName)
    for (const { client } of [reloaded, bob, carol]) await until(client, hasText('provisional'))
    await until(reloaded.client, isSettled)
    for (const chatter of [reloaded, bob, carol]) expect(textsOf(chatter.client)).toEqual(['provisional'])
    // Alice has left and come back; nobody is shown twice or not at all.
    for (const { client } of [bob, carol])
      await until(client, ({ room }) => room?.userCount === 3 && room.users.length === 3)
  })
})
