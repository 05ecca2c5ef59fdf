import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Person } from '../../support/client.ts'
import { uniqueName } from '../../support/person.ts'
import { refusal } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

describe('without an ack the same error object arrives as an `error` event', () => {
  const target = useTarget()
  let existing: string
  let bystander: Client
  let person: Person
  let alice: Client
  beforeAll(async () => {
    person = await target.person('alice')
    ;[bystander] = await target.conversation('bystander')
    existing = uniqueName('existing')
    await bystander.join(existing)
  })
  beforeEach(async () => {
    alice = await person.connect({ awayFrom: [bystander] })
  })

  const cases = [
    ['create_room', () => [{ roomName: 'not a name' }], 'invalid_room_name'],
    ['create_room', () => [{ roomName: existing }], 'room_exists'],
    ['create_room', () => [{ roomName: 'fine', colour: 'red' }], 'bad_request'],
    ['join_room', () => [{ roomName: '' }], 'invalid_room_name'],
    ['leave_room', () => [{}], 'not_in_room'],
    ['send_message', () => [{ text: 'hello' }], 'not_in_room'],
    ['typing', () => [], 'not_in_room'],
    ['stop_typing', () => [], 'not_in_room'],
  ] as const
  it.each(cases)('%s: the same as in the ack', async (call, input, code) => {
    alice.socket.emit(call, ...input())
    const told = await alice.next('error')
    expect(told).toEqual(refusal(code))
    expect(await alice.fail(call, ...input())).toEqual(told)
    expect(alice.events('error')).toHaveLength(1)
  })

  it.each([
    [{ text: ' ' }, 'empty_message'],
    [{ text: 'x'.repeat(1001) }, 'message_too_long'],
  ] as const)('send_message in a room', async (input, code) => {
    await alice.join(existing)
    alice.socket.emit('send_message', input)
    expect(await alice.next('error')).toEqual(refusal(code))
  })

  it('a call that works says nothing, and nobody else hears of an error', async () => {
    alice.socket.emit('join_room', { roomName: existing })
    alice.socket.emit('send_message', { text: 'no ack wanted' })
    await bystander.next('new_message', message => message.text === 'no ack wanted')
    alice.socket.emit('typing')
    alice.socket.emit('leave_room', {})
    await alice.fail('leave_room', {})
    expect(alice.events('error')).toEqual([])
    expect(bystander.events('error')).toEqual([])
  })
})
