import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../../src/config.ts'
import { uniqueName } from '../../support/person.ts'
import { roomySettings } from '../../support/settings.ts'
import { useTarget } from '../../support/target.ts'

// What is seen at once: ../events/presence.test.ts; when a node dies: ../numbers/node-death.test.ts.
describe('promise 5: a lost connection is told after the grace, and who comes back never flickers', () => {
  const target = useTarget()
  const graceMs = Number(roomySettings.SOCKETLINK_PRESENCE_GRACE_MS)
  const room = async <Names extends string[]>(...names: Names) => {
    const clients = await target.conversation(...names)
    const roomName = uniqueName('ghosts')
    for (const client of clients) await client.join(roomName)
    return { roomName, clients }
  }

  it('the grace is 5 s unless it is set', () => {
    expect(loadConfig({}).presence.graceMs).toBe(5000)
  })

  it('a lost connection stays a member for the grace, and leaves once', async () => {
    const { clients } = await room('alice', 'bob', 'carol')
    const [alice, bob, carol] = clients
    const start = performance.now()
    await carol.cut()
    expect(await alice.next('user_left')).toEqual({ username: carol.username, userCount: 2 })
    expect(performance.now() - start).toBeGreaterThan(graceMs * 0.8)
    await bob.leave()
    await alice.next('user_left', left => left.username === bob.username)
    expect(alice.events('user_left')).toHaveLength(2)
  })

  it('a user who comes back within the grace, on another node, causes no event', async () => {
    const { roomName, clients } = await room('alice', 'bob', 'carol')
    const [alice, bob, carol] = clients
    await alice.next('user_joined', joined => joined.username === carol.username)
    const joinedBefore = alice.events('user_joined').length
    await bob.cut()
    const back = await bob.person.connect({ awayFrom: [bob] })
    expect(await back.join(roomName)).toMatchObject({ userCount: 3 })
    // Carol is lost later and stays away: when that is told, the time for bob is over.
    await carol.cut()
    expect(await alice.next('user_left')).toEqual({ username: carol.username, userCount: 2 })
    expect(alice.events('user_left')).toHaveLength(1)
    expect(alice.events('user_joined')).toHaveLength(joinedBefore)
    await alice.say('are you there?')
    expect(await back.next('new_message')).toMatchObject({ text: 'are you there?' })
    await back.leave()
    expect(await alice.next('user_left')).toEqual({ username: bob.username, userCount: 1 })
  })

  it('a user who comes back again and again causes no event', async () => {
    const { roomName, clients } = await room('alice', 'bob', 'carol')
    const [alice, bob, carol] = clients
    let current = bob
    for (let round = 0; round < 5; round++) {
      await current.cut()
      current = await bob.person.connect({ awayFrom: [current] })
      await current.join(roomName)
    }
    await carol.cut()
    await alice.next('user_left', left => left.username === carol.username)
    expect(alice.events('user_left')).toHaveLength(1)
    expect(await alice.join(roomName)).toMatchObject({ userCount: 2 })
  })

  it('another tab keeps the user in the room when one is lost', async () => {
    const { roomName, clients } = await room('alice', 'bob', 'carol')
    const [alice, bob, carol] = clients
    const tab = await bob.person.connect({ awayFrom: [bob] })
    await tab.join(roomName)
    await bob.cut()
    await carol.cut()
    await alice.next('user_left', left => left.username === carol.username)
    expect(alice.events('user_left').map(left => left.username)).toEqual([carol.username])
    tab.close()
    expect(await alice.next('user_left')).toEqual({ username: bob.username, userCount: 1 })
  })

  it('a clean goodbye of the user ends the wait for the lost socket', async () => {
    const { roomName, clients } = await room('alice', 'bob')
    const [alice, bob] = clients
    await bob.cut()
    const back = await bob.person.connect()
    await back.join(roomName)
    await back.leave()
    expect(await alice.next('user_left')).toEqual({ username: bob.username, userCount: 1 })
    await back.join(roomName)
    await alice.next('user_joined', joined => joined.username === bob.username && joined.userCount === 2)
    expect(alice.events('user_left')).toHaveLength(1)
  })

  it('the last member who is lost takes the room along', async () => {
    const [watcher] = await target.conversation('watcher')
    const { roomName, clients } = await room('alice')
    await clients[0]?.cut()
    expect(await watcher.next('room_deleted', deleted => deleted.roomName === roomName)).toEqual({ roomName })
  })
})
