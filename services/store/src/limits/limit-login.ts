import { createHash } from 'node:crypto'
import { ProtocolError } from '@socketlink/contract'
import type { RedisLink } from '../connection.ts'
import type { StoreOptions } from '../context.ts'
import type { Keys } from '../keys.ts'
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
 * One round trip for one step of a login. The three counters lie in three slots: with Redis Cluster each would be asked
 * by a script of its own, in one go.
 *
 * @throws `too_many_attempts` with the time to wait
 */
export const limitLogin = async (
  { link, keys, limits }: { link: RedisLink; keys: Keys; limits: StoreOptions['limits'] },
  attempt: LoginAttempt,
  step: 'ask' | 'success' | 'failure',
): Promise<void> => {
  const address = addressSubject(attempt.address)
  const account = accountSubject(attempt.account)
  const wait = await run(
    link.commands,
    [
      keys.limit('login-pair', `${account} ${address}`),
      keys.limit('login-address', address),
      keys.limit('login-account', account),
    ],
    [
      step,
      limits.loginWindowSeconds * 1000,
      limits.loginFailuresPerPair,
      limits.loginFailuresPerAddress,
      limits.loginFailuresPerAccount,
    ],
  )
  if (Number(wait) > 0) throw new ProtocolError('too_many_attempts', { retryAfterMs: Number(wait) })
}
