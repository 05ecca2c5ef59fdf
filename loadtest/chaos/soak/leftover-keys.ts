import type { RedisAdmin } from '../stage/open-stage.ts'

/** All keys of a Redis. */
export const listKeys = async (redis: RedisAdmin): Promise<Set<string>> => {
  const keys = new Set<string>()
  for await (const batch of redis.scanIterator({ COUNT: 1000 })) for (const key of batch) keys.add(key)
  return keys
}

/**
 * What a room leaves behind on purpose, for as long as its history is kept: its order, its history, what was sent already,
 * and counters. Tombstones of dead nodes stay for a day. Limits run out by themselves.
 */
const meantToStay = /:(head|history|messages|fenced)$|:duplicates:\d+$|\{limit:/

/** Keys that are there and were not, and that nothing is meant to keep. */
export const findLeftovers = (before: ReadonlySet<string>, after: ReadonlySet<string>): string[] =>
  [...after].filter(key => !before.has(key) && !meantToStay.test(key))
