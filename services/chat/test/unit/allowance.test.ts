import { describe, expect, it } from 'vitest'
import { Allowance } from '../../src/socket/allowance.ts'

const takeAt = (allowance: Allowance, nowMs: number, times: number): number =>
  Array.from({ length: times }, () => allowance.take(nowMs)).filter(Boolean).length

describe('an allowance', () => {
  it('gives a burst, then the steady rate, then a burst again after a rest', () => {
    const allowance = new Allowance(5, 10)
    expect(takeAt(allowance, 1000, 20)).toBe(5)
    expect(takeAt(allowance, 1099, 20)).toBe(0)
    expect(takeAt(allowance, 1100, 20)).toBe(1)
    expect(takeAt(allowance, 1300, 20)).toBe(2)
    expect(takeAt(allowance, 9000, 20)).toBe(5)
  })
})
