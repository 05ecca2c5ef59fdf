import { beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { uniqueName } from '../../support/person.ts'
import { refusal } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

// Not in rooms over 100 members: ../events/big-room.test.ts.
describe('typing, stop_typing → {}, user_typing and user_stop_typing', () => {
  const target = useTarget()
  let typist: Client
  let reader: Client
  beforeAll(async () => {
    ;[typist, reader] = await target.conversation('typist', 'reader')
    const roomName = uniqueName('typing')
    await typist.join(roomName)
    await reader.join(roomName)
  })
  const trio = () => target.conversation('alice', 'bob', 'carol')

  it.each([
    ['typing', 'user_typing'],
    ['stop_typing', 'user_stop_typing'],
  ] as const)('%s tells the others in the room', async (call, event) => {
    const [alice, bob, carol] = await trio()
    const roomName = uniqueName('typing')
    await alice.join(roomName)
    await bob.join(roomName)
    await carol.join(uniqueName('elsewhere'))
    expect(await alice.call(call)).toEqual({ ok: true })
    expect(await bob.next(event)).toEqual({ username: alice.username })

    // Bob's answer comes behind it on the same way: who has not heard of alice by then never will.
    await carol.join(roomName)
    await bob.call(call)
    for (const client of [alice, carol]) {
      expect(await client.next(event)).toEqual({ username: bob.username })
      expect(client.events(event)).toHaveLength(1)
    }
    expect(bob.events(event)).toHaveLength(1)
  })

  it('comes in the order in which it was sent', async () => {
    const [alice, bob] = await trio()
    const roomName = uniqueName('order')
    await alice.join(roomName)
    await bob.join(roomName)
    for (let n = 0; n < 5; n++) {
      alice.socket.emit('typing')
      alice.socket.emit('stop_typing')
    }
    await alice.call('typing')
    for (let n = 0; n < 6; n++) await bob.next('user_typing')
    const seen = bob.inbox.log.map(entry => entry.event).filter(event => event.endsWith('typing'))
    expect(seen).toEqual([...Array(5).fill(['user_typing', 'user_stop_typing']).flat(), 'user_typing'])
  })

  it.each(['typing', 'stop_typing'] as const)('%s is refused with not_in_room outside a room', async call => {
    const [alice] = await target.conversation('alice')
    expect(await alice.call(call)).toEqual({ ok: false, error: refusal('not_in_room') })
  })

  it.each([[null], [{}], [{ username: 'somebody else' }], [1], [[1, 2]]])(
    'typing takes no input and ignores %j',
    async input => {
      expect(await typist.call('typing', input)).toEqual({ ok: true })
      expect(await reader.next('user_typing')).toEqual({ username: typist.username })
    },
  )
})
