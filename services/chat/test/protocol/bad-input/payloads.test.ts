import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Person } from '../../support/client.ts'
import { uniqueName } from '../../support/person.ts'
import { refusal } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'
import { Witness } from '../../support/witness.ts'

const nested = (levels: number): unknown => {
  let value: unknown = 'core'
  for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { value }
  return value
}

const corpus: [string, unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['zero', 0],
  ['a negative number', -1],
  ['a huge number', 1e308],
  ['NaN', Number.NaN],
  ['true', true],
  ['false', false],
  ['an empty text', ''],
  ['a text', 'lobby'],
  ['a JSON text', '{"roomName":"lobby","text":"hello"}'],
  ['an empty array', []],
  ['an array of what is meant', [{ roomName: 'lobby', text: 'hello' }]],
  ['an array that looks like an event', ['join_room', { roomName: 'lobby' }]],
  ['an empty object', {}],
  ['fields of null', { roomName: null, text: null }],
  ['fields of objects', { roomName: { text: 'x' }, text: { length: 5 } }],
  ['fields of arrays', { roomName: ['lobby'], text: ['hello'] }],
  ['only unknown fields', { a: 1, b: 2 }],
  ['__proto__', JSON.parse('{"__proto__":{"polluted":true,"roomName":"lobby","text":"hello"}}')],
  ['constructor.prototype', JSON.parse('{"constructor":{"prototype":{"polluted":true}}}')],
  [
    'methods',
    JSON.parse('{"toString":"x","valueOf":1,"hasOwnProperty":null,"toJSON":"x","then":"x","length":-1}'),
  ],
  ['what a placeholder of binary looks like', { _placeholder: true, num: 0 }],
  ['binary', Buffer.from([0, 1, 2, 255])],
  ['binary in a field', { roomName: Buffer.from('lobby'), text: Buffer.from('hello') }],
  ['1,000 levels', nested(1000)],
  ['5,000 fields', Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`f${n}`, n]))],
]

describe('malformed payloads: refused with a code, and nobody else is harmed', () => {
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
  afterEach(async () => {
    expect(mallory.disconnects).toEqual([])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    await witness.check()
  })

  it.each(corpus)('create_room and join_room with %s', async (_, payload) => {
    for (const call of ['create_room', 'join_room'] as const) {
      const error = await mallory.fail(call, payload)
      expect(['invalid_room_name', 'bad_request']).toContain(error.code)
      expect(error).toEqual(refusal(error.code))
    }
  })

  it.each(corpus)('send_message with %s', async (_, payload) => {
    await mallory.join(uniqueName('den'))
    const error = await mallory.fail('send_message', payload)
    expect(['empty_message', 'bad_request']).toContain(error.code)
    expect(error).toEqual(refusal(error.code))
    expect(await mallory.say('a good one')).toMatchObject({ seq: 1 })
  })

  it.each(corpus)('typing, stop_typing and leave_room with %s', async (_, payload) => {
    for (const call of ['typing', 'stop_typing', 'leave_room'] as const) {
      expect(await mallory.fail(call, payload)).toEqual(refusal('not_in_room'))
    }
    await mallory.join(uniqueName('den'))
    expect(await mallory.call('typing', payload)).toEqual({ ok: true })
    expect(await mallory.call('stop_typing', payload)).toEqual({ ok: true })
    expect(await mallory.call('leave_room', payload)).toMatchObject({ ok: true })
  })
})
