import { describe, expect, it } from 'vitest'
import { uniqueName } from '../../support/person.ts'
import { refusal } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

// invalid_room_name: ../identity/room-names.test.ts; rate_limited: ../limits.
describe('create_room {roomName} → {roomName}', () => {
  const target = useTarget()

  it('makes a room that everyone finds, without entering it', async () => {
    const [alice, bob] = await target.conversation('alice', 'bob')
    const roomName = uniqueName('made')
    expect(await alice.call('create_room', { roomName })).toEqual({ ok: true, roomName })
    expect(await alice.fail('send_message', { text: 'hello' })).toEqual(refusal('not_in_room'))
    expect(await bob.join(roomName)).toMatchObject({ roomName, userCount: 1 })
  })

  it('leaves its maker in the room they are in', async () => {
    const [alice] = await target.conversation('alice')
    const roomName = uniqueName('home')
    await alice.join(roomName)
    await alice.succeed('create_room', { roomName: uniqueName('other') })
    expect(await alice.leave()).toEqual({ roomName })
  })

  it('refuses a name that is in use with room_exists, on every node', async () => {
    const [alice, bob] = await target.conversation('alice', 'bob')
    const made = uniqueName('made')
    const entered = uniqueName('entered')
    await alice.succeed('create_room', { roomName: made })
    await alice.join(entered)
    for (const roomName of [made, entered]) {
      expect(await bob.fail('create_room', { roomName })).toEqual(refusal('room_exists'))
    }
  })

  it('gives a name to one of many who ask at once', async () => {
    const clients = await target.conversation('alice', 'bob', 'carol')
    const roomName = uniqueName('race')
    const acks = await Promise.all(
      clients.flatMap(client => [0, 1].map(() => client.call('create_room', { roomName }))),
    )
    expect(acks.filter(ack => ack.ok)).toHaveLength(1)
    expect(acks.flatMap(ack => (ack.ok ? [] : [ack.error]))).toEqual(Array(5).fill(refusal('room_exists')))
  })

  it('makes a room anew after its last member has left', async () => {
    const [alice, bob] = await target.conversation('alice', 'bob')
    const roomName = uniqueName('again')
    await alice.join(roomName)
    await alice.leave()
    expect(await bob.succeed('create_room', { roomName })).toEqual({ roomName })
  })

  it('refuses unknown properties', async () => {
    const [alice] = await target.conversation('alice')
    const roomName = uniqueName('extra')
    expect(await alice.fail('create_room', { roomName, topic: 'x' })).toEqual(refusal('bad_request'))
    expect(await alice.succeed('create_room', { roomName })).toEqual({ roomName })
  })
})
