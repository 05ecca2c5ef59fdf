import { identity, username as usernameRule } from '@socketlink/contract'
import type { StoreContext } from '../context.ts'
import type { Account } from './create-account.ts'
import { listAccount } from './list-account.ts'

/** The account of a name in any case; undefined when there is none, as for every name that breaks the rule. */
export const findAccount = async (
  context: Pick<StoreContext, 'link' | 'keys'>,
  name: string,
): Promise<Account | undefined> => {
  // Lower case maps foreign letters to ASCII too: the Kelvin sign would find an account with a k.
  if (!usernameRule.safeParse(name).success) return undefined
  const account = context.keys.account(name)
  const found = await context.link.run(account, redis => redis.hGetAll(account))
  const { userId, username, passwordHash, listed } = found
  if (!(userId && username && passwordHash)) return undefined
  if (!listed) await listAccount(context, username)
  const role = identity.shape.role.parse(found.role)
  return { userId, username, role, passwordHash, createdAt: Number(found.createdAt) }
}
