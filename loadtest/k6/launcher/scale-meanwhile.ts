import { setTimeout as delay } from 'node:timers/promises'
import type { Plan } from '../plan/plan.ts'
import type { Target } from './target.ts'

/** Brings the cluster to other sizes while the load goes on, from outside, as an operator does. */
export const scaleMeanwhile = async (
  target: Target,
  { startsAt, happenings }: Plan,
  over: AbortSignal,
  say: (line: string) => void,
): Promise<void> => {
  const begin = performance.now()
  for (const { at, nodes } of happenings.scaling ?? []) {
    const waitMs = (startsAt + at) * 1000 - (performance.now() - begin)
    await delay(Math.max(0, waitMs), undefined, { signal: over }).catch(() => {})
    if (over.aborted) return
    say(`scaling to ${nodes} nodes`)
    await target.scaleTo(nodes)
  }
}
