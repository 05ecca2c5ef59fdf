import type { StoreContext } from '../context.ts'

/** Between a name as it is sorted and as it is shown; it sorts before every character of a name. */
export const nameSeparator = '\0'

/**
 * Puts an account into the listing of users and marks it as listed; again is harmless. When Redis fails meanwhile the
 * account stays without its mark, and that is no reason to refuse what the account was made or found for.
 */
export const listAccount = async (
  { link, keys }: Pick<StoreContext, 'link' | 'keys'>,
  username: string,
): Promise<void> => {
  const account = keys.account(username)
  const value = `${username.toLowerCase()}${nameSeparator}${username}`
  try {
    await link.run(keys.accountNames, redis => redis.zAdd(keys.accountNames, { score: 0, value }))
    await link.run(account, redis => redis.hSet(account, 'listed', '1'))
  } catch {}
}
