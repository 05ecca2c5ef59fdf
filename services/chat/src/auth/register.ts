import { randomUUIDv7 } from 'node:crypto'
import { ProtocolError } from '@socketlink/contract'
import type { Context } from '../context.ts'
import { isCommonPassword } from './common-passwords.ts'

/**
 * Makes an account.
 *
 * @param address of the client, for the limit of registrations
 * @throws `invalid_password` for a common one or the username itself, `username_taken`, `rate_limited`, `unavailable`
 */
export const register = async (
  { store, passwords, events, isUnlimited }: Context,
  { username, password, address }: { username: string; password: string; address: string },
): Promise<{ userId: string; username: string }> => {
  if (password.toLowerCase() === username.toLowerCase() || isCommonPassword(password)) {
    throw new ProtocolError('invalid_password')
  }
  passwords.admit()
  // A name that is taken costs neither a hash nor one of the address's registrations.
  if (await store.accounts.find(username)) throw new ProtocolError('username_taken')
  if (!isUnlimited(username, address)) await store.limits.takeRegistration(address)
  const userId = randomUUIDv7()
  const passwordHash = await passwords.hash(password)
  await store.accounts.create({ userId, username, role: 'user', passwordHash, createdAt: Date.now() })
  events.emit('user_registered', { userId, username })
  return { userId, username }
}
