import type { Clock } from '../../src/index.ts'

/** A clock that stands still until it is told how much time has passed. */
export const createFakeClock = (): Clock & {
  advance(ms: number): Promise<void>
  readonly waiting: number
} => {
  let now = 1_000_000
  const timers = new Set<{ at: number; act: () => void }>()
  /** Lets everything that waits for promises go as far as it can. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  return {
    now: () => now,
    after: (ms, act) => {
      const timer = { at: now + ms, act }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    get waiting() {
      return timers.size
    },
    advance: async ms => {
      const end = now + ms
      await settle()
      for (;;) {
        const [next] = [...timers].filter(timer => timer.at <= end).sort((one, other) => one.at - other.at)
        if (next === undefined) break
        now = next.at
        timers.delete(next)
        next.act()
        await settle()
      }
      now = end
    },
  }
}
