import { beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { uniqueName } from '../../support/person.ts'
import { refusal, uuidV7 } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

// Texts: ../identity/message-text.test.ts; order and once: ../promises; rate_limited: ../limits.
describe('send_message {text, clientMessageId?} and new_message', () => {
  const target = useTarget()
  let roomName: string
  let alice: Client
  let bob: Client
  let epoch: string
  beforeAll(async () => {
    ;[alice, bob] = await target.conversation('alice', 'bob')
    roomName = uniqueName('talk')
    ;({ epoch } = await alice.join(roomName))
    await bob.join(roomName)
  })

  it('acks with messageId, seq, epoch, timestamp, persisted and duplicate', async () => {
    const before = Date.now()
    const ack = await alice.call('send_message', { text: 'hello' })
    expect(ack).toEqual({
      ok: true,
      messageId: expect.stringMatching(uuidV7),
      seq: 1,
      epoch,
      timestamp: expect.any(Number),
      persisted: true,
      duplicate: false,
    })
    // Unix milliseconds, whoever's clock it is.
    expect(Math.abs((ack.ok ? ack.timestamp : 0) - before)).toBeLessThan(60_000)
  })

  it('delivers the same message to everyone in the room, the sender included', async () => {
    const { messageId, seq, timestamp } = await alice.say('to everyone')
    const expected = {
      messageId,
      seq,
      epoch,
      text: 'to everyone',
      sender: alice.username,
      senderId: alice.person.userId,
      roomName,
      timestamp,
    }
    for (const client of [alice, bob]) {
      expect(await client.next('new_message', message => message.messageId === messageId)).toEqual(expected)
    }
  })

  it('carries the clientMessageId when there is one', async () => {
    const { messageId } = await alice.say('marked', 'my-own-id')
    const received = await bob.next('new_message', message => message.messageId === messageId)
    expect(received.clientMessageId).toBe('my-own-id')
  })

  it('reaches every socket of its sender', async () => {
    const tab = await alice.person.connect({ awayFrom: [alice] })
    await tab.join(roomName)
    const { messageId } = await alice.say('from the first tab')
    expect(await tab.next('new_message')).toMatchObject({ messageId })
  })

  it('reaches nobody outside the room', async () => {
    const [carol, dan] = await target.conversation('carol', 'dan')
    const other = uniqueName('elsewhere')
    await carol.join(other)
    await alice.say('not for carol')
    // Bob, who moves over, brings the message behind which nothing of before can come.
    const mover = await bob.person.connect({ awayFrom: [carol] })
    await mover.join(other)
    await mover.say('for carol')
    expect(await carol.next('new_message')).toMatchObject({ text: 'for carol', roomName: other })
    expect(carol.events('new_message')).toHaveLength(1)
    expect(dan.events('new_message')).toEqual([])
  })

  it('is refused with not_in_room outside a room', async () => {
    const [carol] = await target.conversation('carol')
    expect(await carol.call('send_message', { text: 'hello' })).toEqual({
      ok: false,
      error: refusal('not_in_room'),
    })
  })

  it('takes nothing from the client but text and clientMessageId', async () => {
    for (const forged of [
      { sender: bob.username },
      { roomName: 'x' },
      { seq: 99 },
      { timestamp: 0 },
      { messageId: 'x' },
    ]) {
      expect(await alice.fail('send_message', { text: 'forged', ...forged })).toEqual(refusal('bad_request'))
    }
    const { messageId } = await alice.say('honest')
    const received = await bob.next('new_message', message => message.messageId === messageId)
    expect(received).toMatchObject({ sender: alice.username, roomName })
    expect(bob.events('new_message').map(message => message.text)).not.toContain('forged')
  })

  it('keeps the order in which one socket sends without waiting', async () => {
    const texts = Array.from({ length: 50 }, (_, n) => `in a row ${n}`)
    const acks = await Promise.all(texts.map(text => alice.say(text)))
    const seqs = acks.map(ack => ack.seq)
    expect(seqs).toEqual(Array.from({ length: 50 }, (_, n) => (seqs[0] as number) + n))
    await bob.next('new_message', message => message.text === 'in a row 49')
    expect(
      bob
        .events('new_message')
        .slice(-50)
        .map(message => message.text),
    ).toEqual(texts)
  })
})
