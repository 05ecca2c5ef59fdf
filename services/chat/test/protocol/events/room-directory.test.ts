import { describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { uniqueName } from '../../support/person.ts'
import { useTarget } from '../../support/target.ts'

describe('room_created {roomName, createdBy} and room_deleted {roomName}, to everyone', () => {
  const target = useTarget()
  const trio = () => target.conversation('alice', 'bob', 'carol')

  it('create_room tells everyone, in a room or not, the maker included', async () => {
    const clients = await trio()
    const [alice, bob] = clients
    await bob.join(uniqueName('busy'))
    const roomName = uniqueName('made')
    await alice.succeed('create_room', { roomName })
    for (const client of clients) {
      const told = await client.next('room_created', room => room.roomName === roomName)
      expect(told).toEqual({ roomName, createdBy: alice.username })
    }
  })

  it('a join that makes the room tells everyone too, later joins do not', async () => {
    const clients = await trio()
    const [alice, bob, carol] = clients
    const [roomName, barrier] = [uniqueName('entered'), uniqueName('barrier')]
    await alice.join(roomName)
    await bob.join(roomName)
    await carol.succeed('create_room', { roomName: barrier })
    for (const client of clients) {
      await client.next('room_created', room => room.roomName === barrier)
      expect(client.events('room_created').filter(room => room.roomName === roomName)).toEqual([
        { roomName, createdBy: alice.username },
      ])
    }
  })

  it.each([
    ['leaves', async (client: Client) => void (await client.leave())],
    ['joins another room', async (client: Client) => void (await client.join(uniqueName('next')))],
    ['disconnects', async (client: Client) => client.close()],
  ])('when the last member %s everyone is told, and not before', async (_, go) => {
    const [alice, bob, carol] = await trio()
    const roomName = uniqueName('ends')
    await alice.join(roomName)
    await bob.join(roomName)
    await go(bob)
    await alice.next('user_left', left => left.username === bob.username)
    const barrier = uniqueName('barrier')
    await carol.join(barrier)
    await carol.leave()
    await carol.next('room_deleted', room => room.roomName === barrier)
    expect(carol.events('room_deleted').map(room => room.roomName)).not.toContain(roomName)
    await go(alice)
    expect(await carol.next('room_deleted', room => room.roomName === roomName)).toEqual({ roomName })
    if (alice.socket.connected) await alice.next('room_deleted', room => room.roomName === roomName)
  })

  it('a refused create_room tells nobody', async () => {
    const [alice, bob, carol] = await trio()
    const [roomName, barrier] = [uniqueName('taken'), uniqueName('barrier')]
    await alice.succeed('create_room', { roomName })
    await bob.fail('create_room', { roomName })
    await bob.succeed('create_room', { roomName: barrier })
    await carol.next('room_created', room => room.roomName === barrier)
    expect(carol.events('room_created').filter(room => room.roomName === roomName)).toHaveLength(1)
  })
})
