import { describe, expect, it } from 'vitest'
import { createBackOff } from '../../src/back-off.ts'

describe('back-off', () => {
  const timing = { retryMinMs: 500, retryMaxMs: 10_000 }
  const waits = (random: () => number, count: number): number[] => {
    const backOff = createBackOff({ timing, random })
    return Array.from({ length: count }, () => backOff.next())
  }

  it('doubles up to its end; half of each wait is chance', () => {
    expect(waits(() => 0, 7)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000])
    expect(waits(() => 1, 7)).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000])
    expect(waits(() => 0.5, 2000).at(-1)).toBe(7500)
  })

  it('waits at least as long as the server says, whatever failed before', () => {
    const backOff = createBackOff({ timing, random: () => 1 })
    for (let n = 0; n < 9; n++) backOff.next()
    expect(backOff.next(100)).toBe(600)
    expect(createBackOff({ timing, random: () => 0 }).next(30_000)).toBe(30_000)
  })

  it('begins anew after a reset', () => {
    const backOff = createBackOff({ timing, random: () => 0 })
    expect([backOff.next(), backOff.next()]).toEqual([250, 500])
    backOff.reset()
    expect(backOff.next()).toBe(250)
  })
})
