import { ProtocolError, username as usernameRule } from '@socketlink/contract'
import type { StoreContext } from '../context.ts'
import { nameSeparator } from './list-account.ts'

export interface UsersPage {
  users: { username: string; online: boolean }[]
  /** Where the next page begins; null on the last one. */
  nextCursor: string | null
}

/**
 * A page of all users, alphabetical without regard to case. The cursor is the last name of the page before, so that
 * accounts made meanwhile neither hide nor repeat others.
 *
 * @throws `bad_request` for a cursor that was not made here
 */
export const listAccounts = async (
  { link, keys }: Pick<StoreContext, 'link' | 'keys'>,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<UsersPage> => {
  if (cursor !== undefined && !usernameRule.safeParse(cursor).success) {
    throw new ProtocolError('bad_request', { message: 'This cursor is not one of ours.' })
  }
  // Behind everything that begins with the name and the separator.
  const from = cursor === undefined ? '-' : `(${cursor.toLowerCase()}\u0001`
  const names = await link.run(keys.accountNames, redis =>
    redis.zRange(keys.accountNames, from, '+', { BY: 'LEX', LIMIT: { offset: 0, count: limit + 1 } }),
  )
  const page = names.slice(0, limit).map(name => name.slice(name.indexOf(nameSeparator) + 1))
  // One round trip: commands written in one go travel together.
  const online = await Promise.all(
    page.map(username => {
      const { online } = keys.user(username)
      return link.run(online, redis => redis.hExists(online, username))
    }),
  )
  return {
    users: page.map((username, index) => ({ username, online: online[index] === 1 })),
    nextCursor: names.length > limit ? (page.at(-1)?.toLowerCase() ?? null) : null,
  }
}
