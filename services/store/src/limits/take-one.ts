import { ProtocolError } from '@socketlink/contract'
import type { Redis } from '../redis.ts'
import { loadScript } from '../script.ts'

const run = loadScript(import.meta.url, './take-one.lua')

/**
 * Takes one of what a window allows; the window begins with the first that is taken.
 *
 * @throws `rate_limited` with the time to wait
 */
export const takeOne = async (
  link: Redis,
  key: string,
  { allowed, windowMs }: { allowed: number; windowMs: number },
): Promise<void> => {
  const wait = await run(link, [key], [allowed, windowMs])
  if (Number(wait) > 0) throw new ProtocolError('rate_limited', { retryAfterMs: Number(wait) })
}
