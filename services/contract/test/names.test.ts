import { describe, expect, it } from 'vitest'
import { clientMessageId, codePoints, password, roomName, text, username } from '../src/index.ts'

const accepts = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown): boolean =>
  schema.safeParse(value).success

describe('names and texts', () => {
  it('sizes are code points', () => {
    expect(codePoints('a👩‍👧é')).toBe(5)
    expect(accepts(text, '😀'.repeat(1000))).toBe(true)
    expect(accepts(text, '😀'.repeat(1001))).toBe(false)
    expect(accepts(password, '😀'.repeat(8))).toBe(true)
    expect(accepts(password, '😀'.repeat(7))).toBe(false)
    expect(accepts(roomName, '𝔸'.repeat(50))).toBe(true)
    expect(accepts(roomName, '𝔸'.repeat(51))).toBe(false)
  })

  it.each(['lobby', 'Ελλάδα', '房间', 'हिन्दी', 'a', '9.lives_and-more', 'x'.repeat(50)])('room %s', name => {
    expect(roomName.parse(name)).toBe(name.normalize('NFC'))
  })

  it.each([
    '',
    ' ',
    '-a',
    '.a',
    '_a',
    'a b',
    'a/b',
    'a:b',
    '{a}',
    'a\u0000',
    'a\u200b',
    '😀',
    'x'.repeat(51),
    5,
    null,
  ])('no room %j', name => {
    expect(roomName.safeParse(name).error?.issues[0]?.message).toBe('invalid_room_name')
  })

  it('a room name is normalized, so that two spellings are one room', () => {
    expect(roomName.parse('Cafe\u0301')).toBe('Caf\u00e9')
  })

  it('a text is trimmed and never blank', () => {
    expect(text.parse('  hi \n')).toBe('hi')
    expect(text.safeParse(' \n\t\u3000 ').error?.issues[0]?.message).toBe('empty_message')
    expect(text.parse(` ${'x'.repeat(1000)} `)).toHaveLength(1000)
    expect(text.safeParse('x'.repeat(1001)).error?.issues[0]?.message).toBe('message_too_long')
  })

  it.each([
    [username, 'abc', 'a'.repeat(20), ['ab', 'a'.repeat(21), 'a b', 'é11', '', 1, 'abc\n']],
    [clientMessageId, 'a', 'A_-9'.repeat(16), ['', 'a'.repeat(65), 'a b', 'é', 1]],
  ] as const)('%# the shortest, the longest, and what is neither', (schema, shortest, longest, wrong) => {
    expect(accepts(schema, shortest)).toBe(true)
    expect(accepts(schema, longest)).toBe(true)
    for (const value of wrong) expect(accepts(schema, value)).toBe(false)
  })
})
