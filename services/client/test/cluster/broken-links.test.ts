import { describe, expect, it, onTestFinished } from 'vitest'
import { startTcpProxy, type TcpProxy } from '../../../../loadtest/chaos/faults/tcp-proxy.ts'
import { createRandom } from '../../../store/test/support/random.ts'
import type { Overrides } from '../../src/index.ts'
import {
  type Chatter,
  enter,
  hasText,
  isSettled,
  openChatter,
  textsOf,
  uniqueName,
  until,
} from '../support/chatter.ts'
import { clusterUrl } from '../support/cluster.ts'

/** Alice behind a link that can be broken, Bob on another node. */
const openBroken = async (
  timing: Overrides['timing'] = {},
): Promise<{ proxy: TcpProxy; alice: Chatter; bob: Chatter }> => {
  const url = clusterUrl()
  const proxy = await startTcpProxy(Number(new URL(url).port))
  onTestFinished(() => proxy.close())
  const roomName = uniqueName('broken')
  const quick = { retryMinMs: 50, retryMaxMs: 500, ...timing }
  const alice = await openChatter('alice', { url: `http://127.0.0.1:${proxy.port}`, timing: quick })
  const bob = await openChatter('bob', { url })
  await enter(alice, roomName)
  await enter(bob, roomName, [alice])
  return { proxy, alice, bob }
}

const expectSame = (one: Chatter, other: Chatter): void => {
  const seen = ({ client }: Chatter) => client.state.room?.messages.map(({ seq, text }) => `${seq} ${text}`)
  expect(seen(one)).toEqual(seen(other))
  const count = textsOf(one.client).length
  const seqs = one.client.state.room?.messages.map(message => message.seq)
  expect(seqs).toEqual(Array.from({ length: count }, (_, n) => n + 1))
}

describe('a link that breaks', () => {
  it('30 cuts while both talk: nothing lost, doubled or out of order, without a reload', async () => {
    const { proxy, alice, bob } = await openBroken()
    const random = createRandom(4711)
    const said: string[] = []
    // Some cuts hit an HTTP call or an attempt under way; those that hit are counted by the sockets made after them.
    for (let cut = 1; alice.attempts <= 30; cut++) {
      const blown = proxy.cutAfter(random(2) === 0 ? 'toServer' : 'toClient', 1 + random(900))
      let isBlown = false
      void blown.then(() => {
        isBlown = true
      })
      bob.client.send(`bob ${cut}`)
      while (!isBlown) {
        said.push(`alice ${said.length + 1}`)
        alice.client.send(said.at(-1) ?? '')
        await Promise.race([blown, until(alice.client, isSettled)])
      }
    }
    await until(alice.client, isSettled)
    alice.client.send('the end')
    await until(bob.client, hasText('the end'))
    bob.client.send('indeed')
    await Promise.all([alice, bob].map(({ client }) => until(client, hasText('indeed'))))
    expect(textsOf(bob.client).filter(text => text.startsWith('alice'))).toEqual(said)
    expectSame(alice, bob)
    expect(bob.attempts).toBeLessThan(30)
    expect(alice.client.state.room?.recovery).toBe('complete')
  })

  it('a link gone silent is noticed by the answer that does not come, and heals', async () => {
    const { proxy, alice, bob } = await openBroken({ answerMs: 1000, connectMs: 1000, httpMs: 1000 })
    proxy.blackHole()
    alice.client.send('into the dark')
    bob.client.send('are you there?')
    await until(alice.client, ({ connection }) => connection.reason === 'connection_lost')
    alice.client.send('still typing')
    await until(alice.client, () => alice.attempts > 3)
    proxy.heal()
    await until(alice.client, isSettled)
    await until(alice.client, hasText('are you there?'))
    await until(bob.client, hasText('still typing'))
    expect(textsOf(alice.client)).toEqual(['are you there?', 'into the dark', 'still typing'])
    expectSame(alice, bob)
  })

  it('a slow link is only slow', async () => {
    const { proxy, alice, bob } = await openBroken()
    proxy.delay(150)
    for (const text of ['one', 'two', 'three']) alice.client.send(text)
    expect(alice.client.state.outbox).toHaveLength(3)
    await until(bob.client, hasText('three'))
    await until(alice.client, isSettled)
    expectSame(alice, bob)
    expect(alice.attempts).toBe(1)
  })
})
