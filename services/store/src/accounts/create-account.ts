import type { Identity } from '@socketlink/contract'
import { ProtocolError } from '@socketlink/contract'
import type { StoreContext } from '../context.ts'
import { loadScript } from '../script.ts'
import { listAccount } from './list-account.ts'

const run = loadScript(import.meta.url, './create-account.lua')

export interface Account extends Identity {
  /** A PHC string, `$argon2id$...`. */
  passwordHash: string
  /** Unix milliseconds. */
  createdAt: number
}

/**
 * Makes an account; of several who ask for one name at once, one gets it.
 *
 * The account and the listing of users lie in different slots, so they are two writes. The account comes first and
 * alone decides who owns the name. Should the second be lost, the account works and is merely not listed: it lacks the
 * mark that listing leaves, and finding it lists it again (find-account.ts).
 *
 * @throws `username_taken`, in whatever case the name is written
 */
export const createAccount = async (
  context: Pick<StoreContext, 'link' | 'keys'>,
  { userId, username, role, passwordHash, createdAt }: Account,
): Promise<void> => {
  const fields = Object.entries({ userId, username, role, passwordHash, createdAt }).flat()
  const created = await run(context.link, [context.keys.account(username)], fields)
  if (created === 0) throw new ProtocolError('username_taken')
  await listAccount(context, username)
}
