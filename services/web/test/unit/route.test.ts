import { roomName } from '@socketlink/contract'
import { describe, expect, test } from 'vitest'
import { isRoomName } from '../../src/rooms/room-name.ts'
import { parseRoute, roomHref } from '../../src/route.ts'

const names = [
  'lobby',
  'a',
  '7',
  'общий-чат',
  '茶水间',
  'release-2.4',
  'é',
  'a_b.c-d',
  'x'.repeat(50),
  '𝒳'.repeat(50),
]
const noNames = [
  '',
  ' ',
  '-a',
  '.a',
  '_a',
  'a b',
  'a/b',
  'a#b',
  '<b>',
  '😀',
  'x'.repeat(51),
  'a\u202eb',
  'a\u200bb',
]

describe('routes', () => {
  test.each(names)('the link to %j leads there', name => {
    expect(parseRoute(roomHref(name))).toEqual({ screen: 'room', roomName: name })
  })

  test('a name is taken in its composed form', () => {
    expect(parseRoute(`#/room/${encodeURIComponent('e\u0301')}`)).toEqual({
      screen: 'room',
      roomName: '\u00e9',
    })
  })

  test.each(['', '#', '#/', '#/room', '#/room/', '#/other'])('%j is the start screen', hash => {
    expect(parseRoute(hash)).toEqual({ screen: 'home' })
  })

  test.each([
    ['#/room/a%20b', 'a b'],
    ['#/room/%3Cscript%3E', '<script>'],
    ['#/room/a/b', 'a/b'],
    ['#/room/%E0%A4%A', '%E0%A4%A'],
  ])('%j leads nowhere', (hash, wanted) => {
    expect(parseRoute(hash)).toEqual({ screen: 'invalid', wanted })
  })
})

test.each([...names, ...noNames])('%j is a room name where the contract says so', name => {
  expect(isRoomName(name)).toBe(roomName.safeParse(name).success)
})
