import { beforeAll, describe, expect, it } from 'vitest'
import type { Client, Person } from '../../support/client.ts'
import { eventually } from '../../support/eventually.ts'
import type { Payload } from '../../support/inbox.ts'
import { uniqueName } from '../../support/person.ts'
import { useTarget } from '../../support/target.ts'

describe('rooms over 100 members', () => {
  const target = useTarget()
  const roomName = uniqueName('stadium')
  let people: Person[]
  let crowd: Client[]
  let alice: Client
  let guests: Client[]
  beforeAll(async () => {
    people = await target.people(104)
    // 101 in the room, then three who come and go.
    crowd = await Promise.all(people.slice(0, 100).map(person => person.connect()))
    ;[alice, ...guests] = (await target.spread(people.slice(100))) as [Client, ...Client[]]
    await Promise.all(crowd.map(client => client.join(roomName)))
    await alice.join(roomName)
  })

  it('`users` holds 100 names, userCount is exact', async () => {
    const [guest] = guests as [Client]
    const joined = await guest.join(roomName)
    expect(joined.userCount).toBe(102)
    expect(joined.users).toHaveLength(100)
    expect(new Set(joined.users).size).toBe(100)
    expect(people.map(person => person.username)).toEqual(expect.arrayContaining(joined.users))
    const told = await guest.next('joined_room')
    expect(told).toMatchObject({ userCount: 102 })
    expect(told.users).toHaveLength(100)
    await guest.leave()
  })

  it('room_presence replaces user_joined and user_left', async () => {
    await eventually(() => expect(alice.events('room_presence').at(-1)?.userCount).toBe(101))
    const start = alice.events('room_presence').length
    const names = guests.map(guest => guest.username)
    for (const guest of guests) await guest.join(roomName)
    await alice.next('room_presence', change => change.userCount === 104)
    await eventually(() => {
      const told = alice.events('room_presence').slice(start)
      expect(told.flatMap(change => change.joined).sort()).toEqual(names.toSorted())
      expect(told.flatMap(change => change.left)).toEqual([])
    })
    const between = alice.events('room_presence').length
    for (const guest of guests) await guest.leave()
    await eventually(() => {
      const told = alice.events('room_presence').slice(between)
      expect(told.flatMap(change => change.left).sort()).toEqual(names.toSorted())
      expect(told.at(-1)?.userCount).toBe(101)
    })
    const known = [...alice.events('user_joined'), ...alice.events('user_left')].map(
      change => change.username,
    )
    for (const name of names) expect(known).not.toContain(name)
    for (const change of alice.events('room_presence')) {
      expect(Object.keys(change).sort()).toEqual(['joined', 'left', 'userCount'])
    }
  })

  it('comes at most twice a second, and ends with the truth', async () => {
    const first = alice.inbox.log.length
    const start = performance.now()
    for (let round = 0; round < 12; round++) {
      for (const guest of guests) await guest.join(roomName)
      for (const guest of guests) await guest.leave()
    }
    const [last] = guests as [Client]
    await last.join(roomName)
    const told = () =>
      alice.inbox.log
        .slice(first)
        .filter(entry => entry.event === 'room_presence')
        .map(entry => entry.payload as Payload<'room_presence'>)
    // Who leaves and joins between two batches is in neither.
    await eventually(() => {
      const present = new Set<string>()
      for (const { joined, left } of told()) {
        for (const name of joined) present.add(name)
        for (const name of left) present.delete(name)
      }
      expect([...present]).toEqual([last.username])
      expect(told().at(-1)?.userCount).toBe(102)
    })
    const elapsed = performance.now() - start
    expect(told().length).toBeLessThanOrEqual(elapsed / 500 + 2)
    await last.leave()
    await eventually(() => expect(alice.events('room_presence').at(-1)).toMatchObject({ userCount: 101 }))
  })

  it('typing is acked and told to nobody', async () => {
    const [member] = crowd as [Client]
    expect(await member.call('typing')).toEqual({ ok: true })
    expect(await member.call('stop_typing')).toEqual({ ok: true })
    const { messageId } = await member.say('typed it')
    await alice.next('new_message', message => message.messageId === messageId)
    expect([...alice.events('user_typing'), ...alice.events('user_stop_typing')]).toEqual([])
  })

  it('every member receives each message', async () => {
    const { messageId } = await alice.say('to the stadium')
    await Promise.all(
      [...crowd, alice].map(client => client.next('new_message', message => message.messageId === messageId)),
    )
  })

  it('speaks of each member again when it is no longer big', async () => {
    for (const client of crowd.slice(0, 40)) await client.leave()
    const [guest] = guests as [Client]
    await guest.join(roomName)
    expect(await alice.next('user_joined', joined => joined.username === guest.username)).toMatchObject({
      userCount: 62,
    })
    await guest.leave()
    expect(await alice.next('user_left', left => left.username === guest.username)).toMatchObject({
      userCount: 61,
    })
  })
})
