import { describe, expect, it } from 'vitest'
import { CpuBudget } from '../../src/auth/cpu-budget.ts'

describe('a budget of processor time', () => {
  const open = () => {
    const clock = { ms: 0 }
    return { clock, budget: new CpuBudget({ share: 0.25, burstMs: 1000, now: () => clock.ms }) }
  }

  it('lets a burst pass', () => {
    const { budget } = open()
    budget.spend(1000)
    expect(budget.waitMs).toBe(0)
  })

  it('then gives the share, however long the work goes on', () => {
    const { budget, clock } = open()
    budget.spend(1000)
    let busyMs = 0
    while (clock.ms < 100_000) {
      clock.ms += 30
      budget.spend(30)
      busyMs += 30
      clock.ms += budget.waitMs
    }
    expect(busyMs / clock.ms).toBeCloseTo(0.25, 2)
  })

  it('saves no more than a burst, however long nothing is done', () => {
    const { budget, clock } = open()
    clock.ms = 1_000_000
    budget.spend(1400)
    expect(budget.waitMs).toBe(1600)
  })
})
