import type { Identity } from '@socketlink/contract'
import { ProtocolError } from '@socketlink/contract'
import type { Context } from '../context.ts'

/**
 * Checks a name and a password. An unknown name gets the answer of a wrong password, after the same time.
 *
 * Whom a flood leaves no place is refused before Redis is asked. The limits are asked twice: before the costly
 * verification, and with its outcome, because many guesses made at the same time all pass the first question.
 *
 * @param address of the client, for the limits
 * @throws `invalid_credentials`, `too_many_attempts`, `unavailable`
 */
export const login = async (
  { store, passwords, isUnlimited }: Context,
  { username, password, address }: { username: string; password: string; address: string },
): Promise<Identity> => {
  passwords.admit()
  const attempt = { address, account: username }
  const limited = !isUnlimited(username, address)
  if (limited) await store.limits.checkLogin(attempt)
  const account = await store.accounts.find(username)
  const success = await passwords.verify(account?.passwordHash, password)
  if (limited) await store.limits.recordLogin({ ...attempt, success })
  if (!(success && account)) throw new ProtocolError('invalid_credentials')
  return { userId: account.userId, username: account.username, role: account.role }
}
