import { describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { eventually } from '../../support/eventually.ts'
import { uniqueName } from '../../support/person.ts'
import { refusal, refusalWithWait } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

// Empty is unset: the limits that the protocol names.
const asPromised = {
  SOCKETLINK_MESSAGE_BURST: '',
  SOCKETLINK_MESSAGES_PER_SECOND: '',
  SOCKETLINK_ROOMS_PER_MINUTE: '',
  SOCKETLINK_CONNECTIONS_PER_USER: '',
}

describe('limits of one user, over all nodes', () => {
  const target = useTarget({ settings: asPromised })
  /** Sockets of one user on several nodes. */
  const sockets = async (): Promise<[Client, Client, Client]> => {
    const alice = await target.person('alice')
    return await target.spread([alice, alice, alice])
  }

  it('messages: a burst of 20, then rate_limited with retryAfterMs, which tells the truth', async () => {
    const tabs = await sockets()
    // In three rooms: the limit is the user's, wherever they speak.
    for (const tab of tabs) await tab.join(uniqueName('talk'))
    const start = performance.now()
    const acks = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        (tabs[n % 3] as Client).call('send_message', { text: `message ${n}` }),
      ),
    )
    const seconds = (performance.now() - start) / 1000
    const sent = acks.filter(ack => ack.ok).length
    expect(sent).toBeGreaterThanOrEqual(20)
    expect(sent).toBeLessThanOrEqual(20 + Math.ceil(seconds * 10) + 1)
    const refused = acks.flatMap(ack => (ack.ok ? [] : [ack.error]))
    expect(refused).toEqual(refused.map(() => refusalWithWait('rate_limited')))
    const waitMs = Math.max(...refused.map(error => error.retryAfterMs ?? 0))
    expect(waitMs).toBeGreaterThan(0)
    expect(waitMs).toBeLessThanOrEqual(1000)
    // One of them gets through again within that time, with some for the machine.
    await eventually(() => tabs[0].say('after the wait'), waitMs + 1000)
  })

  it('messages: others are not held up, and a refused message is nowhere', async () => {
    const [alice, bob] = await target.conversation('alice', 'bob')
    const roomName = uniqueName('talk')
    await alice.join(roomName)
    await bob.join(roomName)
    const acks = await Promise.all(
      Array.from({ length: 50 }, (_, n) => alice.call('send_message', { text: `flood ${n}` })),
    )
    const { seq } = await bob.say('a calm word')
    expect(seq).toBe(acks.filter(ack => ack.ok).length + 1)
    await bob.next('new_message', message => message.seq === seq)
    expect(bob.events('new_message')).toHaveLength(seq)
  })

  it('messages: without an ack the `error` event carries the same', async () => {
    const [alice] = await target.conversation('alice')
    await alice.join(uniqueName('talk'))
    for (let n = 0; n < 60; n++) alice.socket.emit('send_message', { text: `flood ${n}` })
    expect(await alice.next('error')).toEqual(refusalWithWait('rate_limited'))
  })

  it('creating rooms: 10 a minute', async () => {
    const tabs = await sockets()
    for (let n = 0; n < 10; n++) await tabs[n % 3]?.succeed('create_room', { roomName: uniqueName('made') })
    for (const tab of tabs) {
      const roomName = uniqueName('over')
      const error = await tab.fail('create_room', { roomName })
      expect(error).toEqual(refusalWithWait('rate_limited'))
      expect(error.retryAfterMs).toBeGreaterThan(0)
      expect(error.retryAfterMs).toBeLessThanOrEqual(60_000)
    }
    const [bob] = await target.conversation('bob')
    await bob.succeed('create_room', { roomName: uniqueName('of-bob') })
  })

  it('connections: 50, then too_many_connections until one ends', async () => {
    const alice = await target.person('alice')
    const clients = await Promise.all(Array.from({ length: 50 }, () => alice.connect()))
    for (const transports of [['websocket'], ['polling']]) {
      const refused = await alice.connect({ transports }).catch(error => error)
      expect(refused).toMatchObject({ data: refusal('too_many_connections') })
    }
    const [bob] = await target.conversation('bob')
    expect(bob.socket.connected).toBe(true)
    clients[0]?.close()
    await eventually(() => alice.connect())
    expect(await alice.connect().catch(error => error)).toMatchObject({
      data: refusal('too_many_connections'),
    })
  })
})
