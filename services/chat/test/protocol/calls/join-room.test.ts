import { beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { uniqueName } from '../../support/person.ts'
import { refusal } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

// `after`: ../promises/resume.test.ts; who is told: ../events/presence.test.ts; unavailable: ../promises/redis-away.test.ts.
describe('join_room {roomName, after?} → {roomName, users, userCount, epoch, seq, recovery}', () => {
  const target = useTarget()
  let anybody: Client
  beforeAll(async () => {
    ;[anybody] = await target.conversation('anybody')
  })
  const pair = () => target.conversation('alice', 'bob')

  it('makes a room that does not exist', async () => {
    const [alice, bob] = await pair()
    const roomName = uniqueName('new')
    expect(await alice.call('join_room', { roomName })).toEqual({
      ok: true,
      roomName,
      users: [alice.username],
      userCount: 1,
      epoch: expect.stringMatching(/./),
      seq: 0,
      recovery: 'none',
    })
    expect(await bob.fail('create_room', { roomName })).toEqual(refusal('room_exists'))
  })

  it('tells who is there and how far the room is', async () => {
    const [alice, bob] = await pair()
    const roomName = uniqueName('busy')
    const { epoch } = await alice.join(roomName)
    await alice.say('one')
    await alice.say('two')
    const joined = await bob.join(roomName)
    expect(joined).toEqual({
      roomName,
      users: expect.arrayContaining([alice.username, bob.username]),
      userCount: 2,
      epoch,
      seq: 2,
      recovery: 'none',
    })
    expect(joined.users).toHaveLength(2)
  })

  it('sends joined_room, then message_history, then what is live, and nothing in between', async () => {
    const [alice, bob] = await pair()
    const roomName = uniqueName('order')
    await alice.join(roomName)
    await alice.say('before')
    const { recovery: _, ...joined } = await bob.join(roomName)
    await alice.say('after')
    await bob.next('new_message', message => message.text === 'after')
    const names = ['joined_room', 'message_history', 'new_message']
    const seen = bob.inbox.log.filter(entry => names.includes(entry.event))
    expect(seen.map(entry => entry.event)).toEqual(names)
    expect(seen[0]?.payload).toEqual(joined)
    expect(seen[1]?.payload).toEqual([expect.objectContaining({ text: 'before', seq: 1 })])
    expect(seen[2]?.payload).toMatchObject({ text: 'after', seq: 2 })
  })

  it('gives the last 50 messages, oldest first, as they were delivered', async () => {
    const [alice, bob] = await pair()
    const roomName = uniqueName('long')
    await alice.join(roomName)
    for (let n = 1; n <= 60; n++) await alice.say(`message ${n}`)
    await alice.next('new_message', message => message.seq === 60)
    await bob.join(roomName)
    expect(await bob.next('message_history')).toEqual(alice.events('new_message').slice(10))
  })

  it('gives an empty history for an empty room', async () => {
    const [alice] = await pair()
    await alice.join(uniqueName('empty'))
    expect(await alice.next('message_history')).toEqual([])
  })

  it('leaves the room the socket was in', async () => {
    const [alice, bob] = await pair()
    const [first, second] = [uniqueName('first'), uniqueName('second')]
    await bob.join(first)
    await alice.join(first)
    await alice.join(second)
    expect(await bob.next('user_left')).toEqual({ username: alice.username, userCount: 1 })
    await bob.say('for those who stayed')
    await bob.join(second)
    await bob.say('for those who went')
    await alice.next('new_message', message => message.text === 'for those who went')
    expect(alice.events('new_message').map(message => message.text)).toEqual(['for those who went'])
    expect(await alice.leave()).toEqual({ roomName: second })
    expect(await alice.fail('leave_room', {})).toEqual(refusal('not_in_room'))
  })

  it('joins the same room again without counting or hearing twice', async () => {
    const [alice, bob] = await pair()
    const roomName = uniqueName('same')
    await alice.join(roomName)
    await bob.join(roomName)
    expect(await alice.join(roomName)).toMatchObject({ userCount: 2 })
    expect(await alice.join(roomName)).toMatchObject({ userCount: 2 })
    await bob.say('one')
    await bob.say('two')
    await alice.next('new_message', message => message.text === 'two')
    expect(alice.events('new_message').map(message => message.text)).toEqual(['one', 'two'])
    await alice.leave()
    expect(await bob.next('user_left', left => left.userCount === 1)).toMatchObject({
      username: alice.username,
    })
  })

  it('ends in the room asked for last when many joins are sent at once', async () => {
    const [alice, bob] = await pair()
    const rooms = Array.from({ length: 8 }, () => uniqueName('quick'))
    const acks = await Promise.all(rooms.map(roomName => alice.call('join_room', { roomName })))
    expect(acks.map(ack => ack.ok && ack.roomName)).toEqual(rooms)
    for (const roomName of rooms.slice(0, -1))
      expect(await bob.join(roomName)).toMatchObject({ userCount: 1 })
    expect(await bob.join(rooms.at(-1) as string)).toMatchObject({ userCount: 2 })
    expect(await alice.leave()).toEqual({ roomName: rooms.at(-1) })
  })

  const wrong: [string, unknown][] = [
    ['null', null],
    ['a number', 5],
    ['a text', '5'],
    ['an array', []],
    ['no epoch', { seq: 1 }],
    ['no seq', { epoch: 'x' }],
    ['a negative seq', { epoch: 'x', seq: -1 }],
    ['a broken seq', { epoch: 'x', seq: 1.5 }],
    ['a seq in words', { epoch: 'x', seq: '1' }],
    ['an epoch that is no text', { epoch: 1, seq: 1 }],
    ['an endless epoch', { epoch: 'x'.repeat(5000), seq: 1 }],
    ['an unknown property', { epoch: 'x', seq: 1, more: 1 }],
  ]
  it.each(wrong)('refuses %s as `after`', async (_, after) => {
    expect(await anybody.fail('join_room', { roomName: 'lobby', after })).toEqual(refusal('bad_request'))
  })
})
