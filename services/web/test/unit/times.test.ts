import { describe, expect, test } from 'vitest'
import { dayName, isSameDay } from '../../src/conversation/times.ts'

const at = (month: number, day: number, hour: number, year = 2026): number =>
  new Date(year, month - 1, day, hour).getTime()

describe('days', () => {
  test('end at midnight', () => {
    expect(isSameDay(at(3, 10, 0), at(3, 10, 23))).toBe(true)
    expect(isSameDay(at(3, 10, 23), at(3, 11, 0))).toBe(false)
  })

  test('have names', () => {
    expect(dayName(at(3, 10, 1), at(3, 10, 23))).toBe('Today')
    expect(dayName(at(3, 9, 23), at(3, 10, 0))).toBe('Yesterday')
    expect(dayName(at(2, 28, 12), at(3, 1, 12))).toBe('Yesterday')
    expect(dayName(at(3, 8, 23), at(3, 10, 0))).toContain('8')
    expect(dayName(at(3, 8, 12, 2025), at(3, 10, 0))).toContain('2025')
    expect(dayName(at(3, 8, 12), at(3, 10, 0))).not.toContain('2026')
  })
})
