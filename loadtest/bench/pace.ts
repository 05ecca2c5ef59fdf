import { setTimeout as wait } from 'node:timers/promises'

export interface Pace {
  /** How many begin in a second. */
  perSecond: number
  /** How many may be under way; without it, all. */
  atOnce?: number
}

/** Begins `count` acts at a pace; resolves when all are done. */
export const paced = async (
  count: number,
  { perSecond, atOnce = count }: Pace,
  act: (n: number) => Promise<void>,
): Promise<void> => {
  const started = performance.now()
  const all: Promise<void>[] = []
  let underWay = 0
  for (let n = 0; n < count; ) {
    const due = Math.min(count, Math.floor(((performance.now() - started) / 1000) * perSecond) + 1)
    for (; n < due && underWay < atOnce; n++) {
      underWay++
      const done = act(n).finally(() => {
        underWay--
      })
      all.push(done)
    }
    await wait(1)
  }
  await Promise.all(all)
}
