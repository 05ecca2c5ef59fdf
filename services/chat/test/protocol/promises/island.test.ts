import type { HistoryPage, Message, Stats } from '@socketlink/contract'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { eventually } from '../../support/eventually.ts'
import { uniqueName } from '../../support/person.ts'
import { everyNodeIs, outages, takeRedisAway } from '../../support/redis-outage.ts'
import { useTarget } from '../../support/target.ts'

const idOf = (text: string): string => text.replaceAll(' ', '-')

/** What a client has seen of a room: the copies of each message, by what makes it one. */
const copiesOf = (client: Client, text: string) =>
  client.events('new_message').filter(message => message.text === text)

describe('promise 6: members on the same node go on while Redis is away', () => {
  const target = useTarget({ alone: true })

  /** Alice and Carol on one node, Bob on another if there is one, all in a new room. */
  const openRoom = async () => {
    const roomName = uniqueName('island')
    const [alice, bob] = await target.conversation('alice', 'bob')
    const carol = await (await target.person('carol')).connect({ beside: alice })
    for (const client of [alice, bob, carol]) await client.join(roomName)
    return { roomName, alice, bob, carol }
  }
  const send = (client: Client, text: string) =>
    client.succeed('send_message', { text, clientMessageId: idOf(text) })
  const historyOf = async (client: Client, roomName: string): Promise<Message[]> => {
    const { body } = await client.person.api<HistoryPage>(`/api/rooms/${roomName}/messages?limit=100`)
    return body.messages
  }
  const countMessages = async (client: Client): Promise<number> =>
    (await client.person.api<Stats>('/api/stats')).body.messages.total

  it.each(outages)('messages are shown, repeated and kept: Redis is %s', async (_, signal) => {
    const { roomName, alice, bob, carol } = await openRoom()
    await alice.say('before')
    for (const client of [alice, bob, carol]) await client.next('new_message')
    const counted = await countMessages(alice)
    const bringBack = takeRedisAway(target, signal)
    // The first are under way when the link is given up.
    const texts = Array.from({ length: 5 }, (_, n) => `first ${n}`)
    const acks = await Promise.all(texts.map(text => send(alice, text)))
    await everyNodeIs(target, 503)
    for (const text of ['one', 'two']) {
      texts.push(text)
      acks.push(await send(alice, text))
    }
    expect(acks).toMatchObject(texts.map(() => ({ persisted: false, duplicate: false })))
    // Repeated meanwhile it is the same message, and shown once: the answer behind it must arrive.
    expect(await send(alice, 'one')).toEqual({ ...acks[5], duplicate: true })
    await send(carol, 'an answer')
    for (const client of [alice, carol]) {
      await client.next('new_message', message => message.text === 'an answer')
      const shown = client.events('new_message').slice(1)
      expect(shown.map(message => message.text)).toEqual([...texts, 'an answer'])
      for (const message of shown) {
        expect(Object.keys(message)).not.toContain('seq')
        expect(Object.keys(message)).not.toContain('epoch')
      }
      expect(shown.slice(0, -1).map(message => message.messageId)).toEqual(acks.map(ack => ack.messageId))
    }

    await bringBack()
    // Told by the node that it makes sense now.
    await alice.next('room_head', head => head.roomName === roomName)
    for (const [n, text] of texts.entries()) {
      const kept = await alice.say(text, idOf(text))
      expect(kept.messageId).toBe(acks[n]?.messageId)
    }
    await carol.say('an answer', idOf('an answer'))
    await bob.say('the end')
    const history = await historyOf(bob, roomName)
    expect(history.map(message => message.text)).toEqual(['before', ...texts, 'an answer', 'the end'])
    expect(await countMessages(bob)).toBe(counted + texts.length + 2)
    for (const client of [alice, bob, carol]) {
      await client.next('new_message', message => message.text === 'the end')
      const { messages: missed } = await client.person
        .api<HistoryPage>(`/api/rooms/${roomName}/messages?limit=100`)
        .then(({ body }) => body)
      // One copy with a place at most, and one without at most, under one id.
      for (const { text, messageId } of missed) {
        const copies = copiesOf(client, text)
        expect(new Set([messageId, ...copies.map(copy => copy.messageId)]).size).toBe(1)
        expect(copies.filter(copy => copy.seq !== undefined).length).toBeLessThanOrEqual(1)
        expect(copies.filter(copy => copy.seq === undefined).length).toBeLessThanOrEqual(1)
      }
      const seqs = client.events('new_message').flatMap(({ seq }) => seq ?? [])
      expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
      expect(client.disconnects).toEqual([])
    }
    if (target.isCluster) expect(bob.events('new_message').filter(({ seq }) => seq === undefined)).toEqual([])
  })

  it('a message without a clientMessageId is shown, and cannot be kept', async () => {
    const { roomName, alice, carol } = await openRoom()
    const bringBack = takeRedisAway(target, 'SIGKILL')
    await everyNodeIs(target, 503)
    const ack = await alice.succeed('send_message', { text: 'fleeting' })
    expect(ack).toMatchObject({ persisted: false, duplicate: false })
    const shown = await carol.next('new_message', message => message.text === 'fleeting')
    expect(shown).toEqual({
      messageId: ack.messageId,
      text: 'fleeting',
      sender: alice.username,
      senderId: alice.person.userId,
      roomName,
      timestamp: ack.timestamp,
    })
    await bringBack()
    await eventually(() => alice.say('kept'))
    expect((await historyOf(alice, roomName)).map(message => message.text)).toEqual(['kept'])
  })

  it.each(outages)('typing and leaving are seen, leaving once: Redis is %s', async (_, signal) => {
    const { roomName, alice, bob, carol } = await openRoom()
    const dave = await (await target.person('dave')).connect({ beside: alice })
    const daveToo = await dave.person.connect({ beside: alice })
    for (const client of [dave, daveToo]) await client.join(roomName)
    await carol.next('user_joined', ({ username }) => username === dave.username)
    const bringBack = takeRedisAway(target, signal)
    await everyNodeIs(target, 503)

    expect(await alice.succeed('typing')).toEqual({})
    await carol.next('user_typing', ({ username }) => username === alice.username)
    expect(await alice.succeed('stop_typing')).toEqual({})
    await carol.next('user_stop_typing', ({ username }) => username === alice.username)
    // Dave is there for as long as one of his sockets is.
    await dave.leave()
    await send(alice, 'barrier')
    await carol.next('new_message', message => message.text === 'barrier')
    expect(carol.events('user_left')).toEqual([])
    daveToo.close()
    expect(await carol.next('user_left')).toEqual({ username: dave.username, userCount: 3 })
    expect(alice.events('user_typing')).toEqual([])

    await bringBack()
    await eventually(() => alice.say('back'))
    await eventually(async () => expect((await alice.join(roomName)).userCount).toBe(3))
    if (target.isCluster) await bob.next('user_left', ({ username }) => username === dave.username)
    // Whoever leaves now is told behind all of that.
    await alice.leave()
    for (const client of [bob, carol]) {
      await client.next('user_left', ({ username }) => username === alice.username)
      const left = client.events('user_left').map(({ username }) => username)
      expect(left).toEqual([dave.username, alice.username])
    }
    expect(carol.events('user_joined')).toEqual([{ username: dave.username, userCount: 4 }])
  })
})

describe('the message limit while Redis is away', () => {
  const settings = { SOCKETLINK_MESSAGE_BURST: '3', SOCKETLINK_MESSAGES_PER_SECOND: '1' }
  const target = useTarget({ alone: true, settings })

  it('is held by the node; a repeat costs nothing', async () => {
    const [alice] = await target.conversation('alice')
    await alice.join('limited')
    takeRedisAway(target, 'SIGKILL')
    await everyNodeIs(target, 503)
    for (const text of ['one', 'two', 'three'])
      await alice.succeed('send_message', { text, clientMessageId: text })
    const refused = await alice.fail('send_message', { text: 'four' })
    expect(refused).toMatchObject({ code: 'rate_limited', retryable: true })
    expect(refused.retryAfterMs).toBeGreaterThan(0)
    expect(refused.retryAfterMs).toBeLessThanOrEqual(1000)
    expect(await alice.succeed('send_message', { text: 'one', clientMessageId: 'one' })).toMatchObject({
      duplicate: true,
    })
  })
})
