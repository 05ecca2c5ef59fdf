import { describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { uniqueName } from '../../support/person.ts'
import { useTarget } from '../../support/target.ts'

// Lost connections: ../promises/no-ghosts.test.ts; over 100 members: big-room.test.ts.
describe('user_joined and user_left {username, userCount}, to the others in the room', () => {
  const target = useTarget()
  const trio = () => target.conversation('alice', 'bob', 'carol')

  it('the others are told of a join, the one who joins and those elsewhere are not', async () => {
    const [alice, bob, carol] = await trio()
    const roomName = uniqueName('joins')
    await alice.join(roomName)
    await bob.join(roomName)
    expect(await alice.next('user_joined')).toEqual({ username: bob.username, userCount: 2 })
    await carol.join(roomName)
    expect(await alice.next('user_joined')).toEqual({ username: carol.username, userCount: 3 })
    expect(await bob.next('user_joined')).toEqual({ username: carol.username, userCount: 3 })
    await carol.leave()
    await bob.next('user_left')
    expect(alice.events('user_joined')).toHaveLength(2)
    expect(bob.events('user_joined')).toHaveLength(1)
    // Carol's own last event in the room is this message: nothing about herself came before.
    await carol.join(roomName)
    await carol.say('barrier')
    await carol.next('new_message')
    expect(carol.events('user_joined')).toEqual([])
  })

  it.each([
    ['leave_room', async (client: Client) => void (await client.leave())],
    ['a join elsewhere', async (client: Client) => void (await client.join(uniqueName('elsewhere')))],
    ['a clean disconnect', async (client: Client) => client.close()],
  ])('the others are told at once of %s', async (_, go) => {
    const [alice, bob, carol] = await trio()
    const roomName = uniqueName('leaves')
    for (const client of [alice, bob, carol]) await client.join(roomName)
    const start = performance.now()
    await go(carol)
    for (const client of [alice, bob]) {
      expect(await client.next('user_left')).toEqual({ username: carol.username, userCount: 2 })
    }
    // The grace period of these targets is 2 s, and this did not wait for it.
    expect(performance.now() - start).toBeLessThan(1500)
    await bob.leave()
    expect(await alice.next('user_left')).toEqual({ username: bob.username, userCount: 1 })
    expect(carol.events('user_left')).toEqual([])
  })

  it('a user with several sockets counts once: the first joins, the last leaves', async () => {
    const [alice, bob, carol] = await trio()
    const roomName = uniqueName('tabs')
    const tabs = [
      bob,
      await bob.person.connect({ awayFrom: [bob] }),
      await bob.person.connect({ awayFrom: [alice] }),
    ]
    await alice.join(roomName)
    for (const tab of tabs) expect(await tab.join(roomName)).toMatchObject({ userCount: 2 })
    await carol.join(roomName)
    await alice.next('user_joined', joined => joined.username === carol.username)
    expect(alice.events('user_joined').map(joined => joined.username)).toEqual([bob.username, carol.username])

    await tabs[1]?.leave()
    tabs[0]?.close()
    await carol.leave()
    await alice.next('user_left', left => left.username === carol.username)
    expect(alice.events('user_left')).toEqual([{ username: carol.username, userCount: 2 }])
    tabs[2]?.close()
    expect(await alice.next('user_left')).toEqual({ username: bob.username, userCount: 1 })
    expect(alice.events('user_left')).toHaveLength(2)
  })

  it('a user in two rooms with two sockets is a member of both', async () => {
    const [alice, bob] = await trio()
    const [first, second] = [uniqueName('first'), uniqueName('second')]
    const tab = await bob.person.connect({ awayFrom: [bob] })
    await bob.join(first)
    await tab.join(second)
    expect(await alice.join(first)).toMatchObject({ userCount: 2 })
    expect(await alice.join(second)).toMatchObject({ userCount: 2 })
    await tab.leave()
    expect(await alice.next('user_left', left => left.username === bob.username)).toMatchObject({
      userCount: 1,
    })
    expect(await alice.join(first)).toMatchObject({ userCount: 2 })
  })

  it('counts right when many come and go at once', async () => {
    const people = await target.people(6, 'crowd')
    const clients = await target.spread(people)
    const [alice] = await target.conversation('alice')
    const roomName = uniqueName('rush')
    await alice.join(roomName)
    await Promise.all(clients.map(client => client.join(roomName)))
    await Promise.all(clients.map(client => client.leave()))
    for (const client of clients) await alice.next('user_left', left => left.username === client.username)
    expect(alice.events('user_joined')).toHaveLength(6)
    expect(alice.events('user_left')).toHaveLength(6)
    expect(alice.events('user_left').at(-1)).toMatchObject({ userCount: 1 })
    expect(await alice.join(roomName)).toMatchObject({ users: [alice.username], userCount: 1 })
  })
})
