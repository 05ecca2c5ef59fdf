import { limits, text as textSchema } from '@socketlink/contract'
import { expect, test } from 'vitest'
import { lengthMax, measureText } from '../../src/conversation/text-length.ts'

test('the limit is that of the contract', () => {
  expect(lengthMax).toBe(limits.textMax)
})

test.each<[string, number | undefined, number]>([
  ['x'.repeat(899), undefined, 0],
  ['x'.repeat(900), 900, 0],
  ['x'.repeat(1000), 1000, 0],
  ['x'.repeat(1001), 1001, 1],
  [`  ${'x'.repeat(1000)}\n`, 1000, 0],
  ['😀'.repeat(899), undefined, 0],
  ['😀'.repeat(1003), 1003, 3],
])('a text %#', (text, counter, tooLong) => {
  expect(measureText(text)).toEqual({ counter, tooLong })
  expect(tooLong === 0).toBe(textSchema.safeParse(text).success)
})
