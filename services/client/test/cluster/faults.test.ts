import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../../chat/test/support/eventually.ts'
import {
  findNode,
  type Launched,
  type LaunchedNode,
  launchCluster,
} from '../../../chat/test/support/launch.ts'
import { loseRoom } from '../../../chat/test/support/redis-keys.ts'
import type { ConnectionState } from '../../src/index.ts'
import { type Chatter, hasText, isSettled, openConversation, textsOf, until } from '../support/chatter.ts'

// A cluster of its own, as these tests take it apart; the later ones have fewer nodes.
describe('a cluster in trouble', () => {
  let cluster: Launched
  beforeAll(async () => {
    cluster = await launchCluster({ SOCKETLINK_HISTORY_LENGTH: '50', SOCKETLINK_DRAIN_WINDOW_MS: '1000' })
  })
  afterAll(() => cluster.stop())

  const nodeOf = ({ node }: Chatter): LaunchedNode => findNode(cluster.nodes, node)
  const statusesOf = ({ client }: Chatter): ConnectionState['status'][] => {
    const seen = [client.state.connection.status]
    client.subscribe(() => {
      const { status } = client.state.connection
      if (seen.at(-1) !== status) seen.push(status)
    })
    return seen
  }

  it('gap: what is no longer kept is said, and marked where it is missing', async () => {
    const { chatters } = await openConversation(cluster.url, 'alice', 'bob')
    const [alice, bob] = chatters
    bob.client.send('heard')
    await until(alice.client, hasText('heard'))
    alice.client.close()
    for (let n = 1; n <= 60; n++) bob.client.send(`missed ${n}`)
    await until(bob.client, isSettled)
    await alice.client.connect()
    await until(alice.client, hasText('missed 60'))
    expect(alice.client.state.room?.recovery).toBe('gap')
    const breaks = alice.client.state.room?.messages.filter(message => message.breakBefore)
    expect(breaks).toMatchObject([{ breakBefore: 'gap' }])
    expect(textsOf(alice.client)[0]).toBe('heard')
    bob.client.send('live again')
    await until(alice.client, hasText('live again'))
  })

  it('reset: lost history is said, on a resume and in the middle of a conversation', async () => {
    const { roomName, chatters } = await openConversation(cluster.url, 'alice', 'bob')
    const [alice, bob] = chatters
    bob.client.send('old')
    await until(alice.client, hasText('old'))
    expect(await loseRoom(cluster.redisUrl, cluster.prefix, roomName)).toBeGreaterThan(0)
    bob.client.send('new')
    await until(alice.client, hasText('new'))
    expect(alice.client.state.room).toMatchObject({
      recovery: 'reset',
      messages: [{ text: 'old' }, { text: 'new', seq: 1, breakBefore: 'reset' }],
    })

    alice.client.close()
    expect(await loseRoom(cluster.redisUrl, cluster.prefix, roomName)).toBeGreaterThan(0)
    bob.client.send('newest')
    await until(bob.client, hasText('newest'))
    await alice.client.connect()
    await until(alice.client, hasText('newest'))
    expect(alice.client.state.room?.recovery).toBe('reset')
    expect(textsOf(alice.client)).toEqual(['old', 'new', 'newest'])
  })

  it('Redis stopped and started: what was typed meanwhile arrives once', async () => {
    const { chatters } = await openConversation(cluster.url, 'alice', 'bob')
    const [alice, bob] = chatters
    alice.client.send('before')
    await until(bob.client, hasText('before'))
    await until(alice.client, isSettled)
    cluster.redis?.kill('SIGTERM')
    for (const { url } of cluster.nodes)
      await eventually(async () => expect((await fetch(`${url}/readyz`)).status).toBe(503))
    alice.client.send('meanwhile')
    await until(
      alice.client,
      ({ connection, outbox }) => connection.reason === 'unavailable' || outbox[0]?.state === 'provisional',
    )
    await cluster.redis?.start()
    await until(alice.client, isSettled)
    alice.client.send('after')
    for (const { client } of [alice, bob]) {
      await until(client, hasText('after'))
      await until(client, hasText('meanwhile'))
      expect(textsOf(client)).toEqual(['before', 'meanwhile', 'after'])
      expect(client.state.connection).toEqual({ status: 'connected' })
    }
  })

  it('a node killed in mid-conversation: both go on', async () => {
    const { chatters } = await openConversation(cluster.url, 'alice', 'bob')
    const [alice, bob] = chatters
    const { pid = 0 } = nodeOf(alice)
    for (let n = 1; n <= 20; n++) {
      alice.client.send(`alice ${n}`)
      bob.client.send(`bob ${n}`)
      if (n === 10) await until(bob.client, hasText('alice 5'))
      if (n === 10) process.kill(pid, 'SIGKILL')
    }
    await Promise.all([alice, bob].map(({ client }) => until(client, isSettled)))
    await until(bob.client, hasText('alice 20'))
    await until(alice.client, hasText('bob 20'))
    for (const { client } of [alice, bob]) {
      for (const name of ['alice', 'bob'])
        expect(textsOf(client).filter(text => text.startsWith(name))).toEqual(
          Array.from({ length: 20 }, (_, n) => `${name} ${n + 1}`),
        )
    }
    expect(alice.attempts).toBeGreaterThan(1)
  })

  it('a node drained: nothing but the status is to be seen', async () => {
    const { chatters } = await openConversation(cluster.url, 'alice', 'bob')
    const [alice, bob] = chatters
    const statuses = statusesOf(alice)
    const leaving = nodeOf(alice)
    const gone = leaving.drain()
    await until(alice.client, ({ connection }) => connection.status === 'draining')
    alice.client.send('on the way out')
    await until(alice.client, () => statuses.includes('draining') && statuses.at(-1) === 'connected')
    alice.client.send('from the other node')
    await until(bob.client, hasText('from the other node'))
    expect(textsOf(bob.client)).toEqual(['on the way out', 'from the other node'])
    expect(statuses.slice(0, 3)).toEqual(['connected', 'draining', 'waiting'])
    expect(statuses).not.toContain('loggedOut')
    await gone
  })
})
