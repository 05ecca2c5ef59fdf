import { createHash } from 'node:crypto'
import { ProtocolError } from '@socketlink/contract'
import type { StoreOptions } from '../context.ts'
import type { Keys } from '../keys.ts'
import type { Redis } from '../redis.ts'
import { loadScript } from '../script.ts'
import { addressSubject } from './address.ts'

const run = loadScript(import.meta.url, './limit-login.lua')

export interface LoginAttempt {
  /** The client's IP address. */
  address: string
  /** The name that was tried, known or not, whatever its length and characters. */
  account: string
}

/** A short and safe key part for any text. */
const accountSubject = (account: string): string =>
  createHash('sha256').update(account.toLowerCase()).digest('base64url')

/**
 * One step of a login. Its three counters lie in three slots of a Redis Cluster, so each has a script of its own; they
 * are asked in one go. A failure is counted for the pair first: once the pair is refused, its guesses count for nobody
 * else, so that nobody locks an account for everybody from one address.
 *
 * @throws `too_many_attempts` with the time to wait
 */
export const limitLogin = async (
  { link, keys, limits }: { link: Redis; keys: Keys; limits: StoreOptions['limits'] },
  attempt: LoginAttempt,
  step: 'ask' | 'success' | 'failure',
): Promise<void> => {
  const address = addressSubject(attempt.address)
  const account = accountSubject(attempt.account)
  const act = async (what: 'ask' | 'count' | 'forget', limit: string, subject: string, allowed: number) =>
    Number(await run(link, [keys.limit(limit, subject)], [what, limits.loginWindowSeconds * 1000, allowed]))
  const forPair = (what: 'ask' | 'count' | 'forget') =>
    act(what, 'login-pair', `${account} ${address}`, limits.loginFailuresPerPair)
  const forBoth = (what: 'ask' | 'count') => [
    act(what, 'login-address', address, limits.loginFailuresPerAddress),
    act(what, 'login-account', account, limits.loginFailuresPerAccount),
  ]
  const check = (waits: number[]): void => {
    const wait = Math.max(...waits)
    if (wait > 0) throw new ProtocolError('too_many_attempts', { retryAfterMs: wait })
  }
  if (step === 'failure') {
    check([await forPair('count')])
    check(await Promise.all(forBoth('count')))
  } else {
    check(await Promise.all([forPair(step === 'ask' ? 'ask' : 'forget'), ...forBoth('ask')]))
  }
}
