import { setTimeout as delay } from 'node:timers/promises'

/** Asks again and again until it is so, for a bounded time. Resolves with whether it is. */
export const waitUntil = async (
  isSo: () => boolean | Promise<boolean>,
  patienceMs: number,
  everyMs = 50,
): Promise<boolean> => {
  const deadline = performance.now() + patienceMs
  for (;;) {
    if (await isSo()) return true
    if (performance.now() >= deadline) return false
    await delay(everyMs)
  }
}
