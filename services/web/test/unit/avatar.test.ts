import { expect, test } from 'vitest'
import { hueOf, initialsOf } from '../../src/avatar.tsx'

test.each([
  ['ann', 'an'],
  ['Ann_Lee', 'AL'],
  ['tom-b-s', 'tb'],
  ['_x', 'x'],
  ['___', ''],
])('%j stands as %j', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})

test('a name has one colour however it is written, and names have many', () => {
  expect(hueOf('Ann')).toBe(hueOf('ann'))
  const hues = Array.from({ length: 200 }, (_, index) => hueOf(`user-${index}`))
  expect(new Set(hues).size).toBeGreaterThan(10)
  expect(Math.max(...hues)).toBeLessThan(360)
})
