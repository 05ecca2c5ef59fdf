import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Person } from '../../support/client.ts'
import { uniqueName } from '../../support/person.ts'
import { RawSocket } from '../../support/raw-socket.ts'
import { refusal } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'
import { Witness } from '../../support/witness.ts'

describe('odd acks, further arguments and unknown events', () => {
  const target = useTarget()
  let witness: Witness
  let person: Person
  let mallory: Client
  beforeAll(async () => {
    person = await target.person('mallory')
    witness = await Witness.of(target)
  })
  beforeEach(async () => {
    mallory = await person.connect()
  })
  afterEach(() => witness.check())

  it.each([['no function'], [5], [null], [{}], [[]], [{ call: 'me' }]])(
    'an ack that is %j is no ack: the error comes as an event',
    async ack => {
      mallory.socket.emit('join_room', { roomName: 'not a name' }, ack)
      expect(await mallory.next('error')).toEqual(refusal('invalid_room_name'))
      const roomName = uniqueName('den')
      mallory.socket.emit('join_room', { roomName }, ack)
      expect(await mallory.next('joined_room')).toMatchObject({ roomName })
    },
  )

  it('two acks: the last is answered, once', async () => {
    const answers: unknown[] = []
    const first = (answer: unknown): number => answers.push(['first', answer])
    const last = Promise.withResolvers<unknown>()
    mallory.socket.emit('leave_room', {}, first, last.resolve)
    expect(await last.promise).toEqual({ ok: false, error: refusal('not_in_room') })
    expect(answers).toEqual([])
  })

  it('further arguments before the ack change nothing', async () => {
    const roomName = uniqueName('den')
    expect(await mallory.call('join_room', { roomName }, 'and', { more: true }, [1])).toMatchObject({
      ok: true,
      roomName,
    })
  })

  it('no arguments at all, with and without an ack', async () => {
    expect((await mallory.fail('create_room')).code).toMatch(/^(invalid_room_name|bad_request)$/)
    expect((await mallory.fail('join_room')).code).toMatch(/^(invalid_room_name|bad_request)$/)
    for (const call of ['create_room', 'join_room', 'leave_room', 'send_message', 'typing', 'stop_typing']) {
      mallory.socket.emit(call)
      expect(await mallory.next('error')).toMatchObject({ message: expect.any(String), retryable: false })
    }
  })

  it('the same ack id twice is answered twice', async () => {
    const raw = new RawSocket(target.url)
    await raw.enter(mallory.person.token)
    raw.send('427["leave_room",{}]')
    raw.send('427["typing"]')
    raw.send('428["leave_room",{}]')
    await raw.frame('438')
    expect(raw.frames.filter(frame => frame.startsWith('437'))).toHaveLength(2)
    raw.close()
  })

  it.each([
    'toString',
    'constructor',
    '__proto__',
    'JOIN_ROOM',
    'join_room ',
    '',
    'rooms_list',
    'new_message',
    'x'.repeat(1000),
  ])('the unknown event %s does nothing, and the socket goes on', async event => {
    mallory.socket.emit(event, { roomName: 'lobby', text: 'hello' })
    mallory.socket.emit(event, { roomName: 'lobby', text: 'hello' }, () => {})
    expect(await mallory.join(uniqueName('den'))).toMatchObject({ userCount: 1 })
    expect(await mallory.say('still here')).toMatchObject({ seq: 1 })
  })

  it('what the server sends to clients cannot be sent by one', async () => {
    const roomName = uniqueName('den')
    const [listener] = await target.conversation('listener')
    await listener.join(roomName)
    await mallory.join(roomName)
    for (const event of [
      'new_message',
      'user_left',
      'room_deleted',
      'server_draining',
      'error',
      'message_created',
    ]) {
      mallory.socket.emit(event, { roomName, username: listener.username, text: 'forged', userCount: 0 })
    }
    await mallory.say('barrier')
    await listener.next('new_message', message => message.text === 'barrier')
    expect(listener.events('new_message')).toHaveLength(1)
    for (const event of ['user_left', 'server_draining', 'error'] as const)
      expect(listener.events(event)).toEqual([])
    expect(listener.events('room_deleted').filter(room => room.roomName === roomName)).toEqual([])
  })
})
