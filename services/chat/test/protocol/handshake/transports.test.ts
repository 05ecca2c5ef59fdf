import { describe, expect, it } from 'vitest'
import type { SocketSettings } from '../../support/client.ts'
import { eventually } from '../../support/eventually.ts'
import { uniqueName } from '../../support/person.ts'
import { useTarget } from '../../support/target.ts'

// Clients in Node keep no cookies, so all of this also says that none are needed.
describe('WebSocket and long-polling, through the proxy, without cookies', () => {
  const target = useTarget()
  const kinds: [string, SocketSettings, string][] = [
    ['the default transports', { transports: ['polling', 'websocket'] }, 'websocket'],
    ['polling only', { transports: ['polling'] }, 'polling'],
    ['websocket only', { transports: ['websocket'] }, 'websocket'],
    ['websocket first', { transports: ['websocket', 'polling'] }, 'websocket'],
  ]

  it.each(kinds)('%s carries a conversation both ways', async (_, settings, endsAs) => {
    const [listener] = await target.conversation('listener')
    const alice = await target.person('alice')
    const client = await alice.connect({ ...settings, awayFrom: [listener] })
    const roomName = uniqueName('transport')
    await listener.join(roomName)
    await client.join(roomName)
    const first = client.socket.io.engine.id
    for (let n = 0; n < 20; n++) {
      await client.say(`out ${n}`)
      await listener.say(`in ${n}`)
    }
    await client.next('new_message', message => message.text === 'in 19')
    await listener.next('new_message', message => message.text === 'in 19')
    for (const { inbox } of [client, listener]) {
      const seqs = inbox.events('new_message').map(message => message.seq)
      expect(seqs).toEqual(Array.from({ length: 40 }, (_, n) => n + 1))
    }
    await eventually(() => expect(client.socket.io.engine.transport.name).toBe(endsAs))
    expect(client.socket.io.engine.id).toBe(first)
    expect(client.disconnects).toEqual([])
  })

  it('many polling clients stay on the nodes they began on', async () => {
    const people = await target.people(6, 'poller')
    const clients = await Promise.all(people.map(person => person.connect({ transports: ['polling'] })))
    const roomName = uniqueName('polling')
    await Promise.all(clients.map(client => client.join(roomName)))
    await Promise.all(
      clients.flatMap(client => Array.from({ length: 5 }, (_, n) => client.say(`${client.username} ${n}`))),
    )
    for (const client of clients) await client.next('new_message', message => message.seq === 30)
    expect(clients.flatMap(client => client.disconnects)).toEqual([])
    if (target.isCluster) expect(new Set(clients.map(client => client.node)).size).toBeGreaterThan(1)
  })

  it('a session id names its node, so that a proxy can find it', async () => {
    const [client] = await target.conversation('alice')
    expect(client.socket.io.engine.id).toMatch(/^[0-9a-f]{32}-[\w-]{20}$/)
  })

  it('a session id that nobody gave is refused, and the client begins again', async () => {
    for (const sid of ['x', `${'0'.repeat(32)}-${'A'.repeat(20)}`, '%00', '__proto__']) {
      const answer = await fetch(`${target.url}/socket.io/?EIO=4&transport=polling&sid=${sid}`)
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ code: 1 })
    }
  })

  it('a stock client comes back by itself after its connection broke', async () => {
    const alice = await target.person('alice')
    const client = await alice.connect({ reconnection: true, reconnectionDelay: 10 })
    const back = new Promise<void>(resolve => client.socket.io.once('reconnect', () => resolve()))
    await client.cut()
    await back
    await eventually(() => expect(client.socket.connected).toBe(true))
    await client.join(uniqueName('again'))
  })
})
