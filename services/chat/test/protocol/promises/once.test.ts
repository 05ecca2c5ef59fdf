import { describe, expect, it } from 'vitest'
import { uniqueName } from '../../support/person.ts'
import { useTarget } from '../../support/target.ts'

describe('promise 3: the same (sender, clientMessageId) in a room yields one message', () => {
  const target = useTarget()
  /** One user with a socket on every node, and a listener, all in one room. */
  const setUp = async () => {
    const [listener] = await target.conversation('listener')
    const alice = await target.person('alice')
    const sockets = await target.spread([alice, alice, alice])
    const roomName = uniqueName('once')
    for (const client of [...sockets, listener]) await client.join(roomName)
    return { sockets, listener, roomName }
  }

  it('a retry on any node gets the first messageId and seq with duplicate: true', async () => {
    const { sockets, listener } = await setUp()
    const [first] = sockets
    const original = await first.say('once', 'retry-1')
    expect(original).toMatchObject({ seq: 1, duplicate: false })
    for (const client of [...sockets, ...sockets]) {
      expect(await client.say('once', 'retry-1')).toEqual({ ...original, duplicate: true })
    }
    expect(await first.say('barrier')).toMatchObject({ seq: 2 })
    await listener.next('new_message', message => message.seq === 2)
    expect(listener.events('new_message').map(message => message.text)).toEqual(['once', 'barrier'])
  })

  it('holds when all nodes are asked at the same moment', async () => {
    const { sockets, listener } = await setUp()
    const acks = await Promise.all([...sockets, ...sockets].map(client => client.say('race', 'same-moment')))
    expect(acks.filter(ack => !ack.duplicate)).toHaveLength(1)
    expect(new Set(acks.map(ack => `${ack.seq} ${ack.messageId} ${ack.timestamp}`)).size).toBe(1)
    await sockets[0].say('barrier')
    await listener.next('new_message', message => message.text === 'barrier')
    expect(listener.events('new_message').map(message => message.seq)).toEqual([1, 2])
  })

  it('the first text stays, whatever the retry says', async () => {
    const { sockets, listener } = await setUp()
    await sockets[0].say('the first text', 'changed')
    expect(await sockets[1].say('another text', 'changed')).toMatchObject({ seq: 1, duplicate: true })
    await sockets[0].say('barrier')
    await listener.next('new_message', message => message.text === 'barrier')
    expect(listener.events('new_message').map(message => message.text)).toEqual(['the first text', 'barrier'])
  })

  it('holds for a new socket of the same user after the first is gone', async () => {
    const { sockets, roomName } = await setUp()
    const [first] = sockets
    const original = await first.say('sent, and the ack was lost', 'lost-ack')
    await first.cut()
    const back = await first.person.connect({ awayFrom: [first] })
    await back.join(roomName)
    expect(await back.say('sent, and the ack was lost', 'lost-ack')).toEqual({ ...original, duplicate: true })
  })

  it('is unique per sender: the same id of somebody else is another message', async () => {
    const { sockets, listener } = await setUp()
    expect(await sockets[0].say('mine', 'shared-id')).toMatchObject({ seq: 1, duplicate: false })
    expect(await listener.say('mine too', 'shared-id')).toMatchObject({ seq: 2, duplicate: false })
  })

  it('is unique per room: the same id in another room is another message', async () => {
    const { sockets } = await setUp()
    const [alice] = sockets
    const here = await alice.say('here', 'moving-id')
    await alice.join(uniqueName('there'))
    const there = await alice.say('there', 'moving-id')
    expect(there).toMatchObject({ seq: 1, duplicate: false })
    expect(there.messageId).not.toBe(here.messageId)
  })

  it('without an id every send is a message', async () => {
    const { sockets } = await setUp()
    expect(await sockets[0].say('same words')).toMatchObject({ seq: 1, duplicate: false })
    expect(await sockets[0].say('same words')).toMatchObject({ seq: 2, duplicate: false })
  })

  it('is remembered longer than the history is', async () => {
    const { sockets } = await setUp()
    const [alice] = sockets
    const original = await alice.say('long ago', 'old-id')
    await Promise.all(Array.from({ length: 600 }, (_, n) => alice.say(`later ${n}`)))
    expect(await alice.say('long ago', 'old-id')).toEqual({ ...original, duplicate: true })
  })
})
