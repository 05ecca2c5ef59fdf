import { beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { uniqueName } from '../../support/person.ts'
import { refusal } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

describe('roomName: 1–50 characters, NFC, letters and digits of any script, _ . -', () => {
  const target = useTarget()
  let alice: Client
  let bob: Client
  beforeAll(async () => {
    ;[alice, bob] = await target.conversation('alice', 'bob')
  })

  const padded = (start: string): string => `${start}${uniqueName('r').slice(-9)}`
  it.each([
    ['Latin', padded('Lobby')],
    ['Cyrillic', padded('Комната')],
    ['Chinese', padded('聊天室')],
    ['Arabic', padded('غرفة')],
    ['Hindi, with combining marks', padded('कमरा')],
    ['Arabic digits first', padded('٣')],
    ['signs inside', padded('a_.-b')],
    ['50 characters', padded('x'.repeat(41))],
    ['50 letters beyond the basic plane', padded('𝔸'.repeat(41))],
  ])('accepts %s', async (_, roomName) => {
    expect(await alice.succeed('create_room', { roomName })).toEqual({ roomName })
    expect(await alice.join(roomName)).toMatchObject({ roomName })
    await bob.join(roomName)
    await bob.say('heard')
    expect(await alice.next('new_message', message => message.roomName === roomName)).toMatchObject({
      text: 'heard',
    })
  })

  it('accepts one character', async () => {
    expect(await alice.join('q')).toMatchObject({ roomName: 'q' })
  })

  it('reads a decomposed name as its composed form', async () => {
    const tail = uniqueName('x')
    const decomposed = `Cafe\u0301${tail}`
    const composed = `Caf\u00e9${tail}`
    expect(await alice.succeed('create_room', { roomName: decomposed })).toEqual({ roomName: composed })
    expect(await alice.fail('create_room', { roomName: composed })).toEqual(refusal('room_exists'))
    expect(await alice.join(decomposed)).toMatchObject({ roomName: composed, userCount: 1 })
    expect(await bob.join(composed)).toMatchObject({ roomName: composed, userCount: 2 })
  })

  it('counts the length after composing', async () => {
    const roomName = `${'e\u0301'.repeat(41)}${uniqueName('x').slice(-9)}`
    expect((await alice.join(roomName)).roomName).toBe(roomName.normalize('NFC'))
  })

  it('keeps capitals and small letters apart', async () => {
    const roomName = uniqueName('Case')
    expect(await alice.succeed('create_room', { roomName })).toEqual({ roomName })
    expect(await alice.succeed('create_room', { roomName: roomName.toLowerCase() })).toEqual({
      roomName: roomName.toLowerCase(),
    })
  })

  const invalid: [string, unknown][] = [
    ['nothing', ''],
    ['51 characters', 'x'.repeat(51)],
    ['51 letters beyond the basic plane', '𝔸'.repeat(51)],
    ['64 KiB', 'x'.repeat(60_000)],
    ['a space', 'two words'],
    ['a space in front', ' lobby'],
    ['a line break at the end', 'lobby\n'],
    ['a dot first', '.lobby'],
    ['a hyphen first', '-lobby'],
    ['an underscore first', '_lobby'],
    ['a combining mark first', '\u0301lobby'],
    ['a slash', 'a/b'],
    ['a hash', 'a#b'],
    ['a colon', 'a:b'],
    ['braces', 'a{p00}'],
    ['an asterisk', 'a*'],
    ['an emoji', 'fun😀'],
    ['a zero-width space', 'a\u200bb'],
    ['a text direction override', 'a\u202eb'],
    ['half a surrogate pair', 'a\ud800'],
    ['a NUL', 'a\u0000b'],
    ['markup', '<b>'],
    ['a number', 7],
    ['null', null],
    ['a boolean', true],
    ['an array', ['lobby']],
    ['an object', { roomName: 'lobby' }],
    ['no name at all', undefined],
  ]
  it.each(invalid)('refuses %s', async (_, roomName) => {
    expect(await alice.fail('create_room', { roomName })).toEqual(refusal('invalid_room_name'))
    expect(await alice.fail('join_room', { roomName })).toEqual(refusal('invalid_room_name'))
  })

  it('leaves a member where they are when the next name is refused', async () => {
    const roomName = uniqueName('stay')
    await alice.join(roomName)
    await alice.fail('join_room', { roomName: 'not a name' })
    await alice.say('still here')
    expect(await alice.next('new_message', message => message.roomName === roomName)).toMatchObject({
      text: 'still here',
    })
  })
})
