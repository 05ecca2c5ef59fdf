import { expect, onTestFinished } from 'vitest'
import { eventually } from './eventually.ts'
import { requestApi } from './http.ts'
import type { Target } from './target.ts'

/** Resolves when every node says that it is ready, or that it is not. */
export const everyNodeIs = async (target: Target, status: 200 | 503): Promise<void> => {
  for (const { url } of target.nodes) {
    await eventually(async () => expect((await requestApi(url, '/readyz')).status).toBe(status))
    expect((await requestApi(url, '/healthz')).status).toBe(200)
  }
}

/** The ways in which Redis goes away. */
export const outages = [
  ['stopped and continued', 'SIGSTOP'],
  ['killed and started again', 'SIGKILL'],
] as const

/**
 * Takes Redis away from every node at once.
 *
 * @returns brings it back, and resolves when every node is ready again; called at the end of the test at the latest
 */
export const takeRedisAway = (target: Target, signal: 'SIGSTOP' | 'SIGKILL'): (() => Promise<void>) => {
  target.redis.kill(signal)
  let isBack: Promise<void> | undefined
  const bringBack = async (): Promise<void> => {
    if (signal === 'SIGSTOP') target.redis.kill('SIGCONT')
    else await target.redis.start()
    await everyNodeIs(target, 200)
  }
  const bringBackOnce = (): Promise<void> => {
    isBack ??= bringBack()
    return isBack
  }
  onTestFinished(bringBackOnce)
  return bringBackOnce
}
