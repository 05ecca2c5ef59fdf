import type { TestProject } from 'vitest/node'
import { startRedis } from '../local/redis-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    redisUrl: string
  }
}

/** One real Redis for a whole test run: a free port, nothing on disk. Tests read its address with `inject('redisUrl')`. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const redis = await startRedis({ port: 0 })
  project.provide('redisUrl', redis.url)
  return () => redis.stop()
}
