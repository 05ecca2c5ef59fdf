import type { Keys } from '../keys.ts'
import type { Redis } from '../redis.ts'
import { createAccount } from './create-account.ts'
import { findAccount } from './find-account.ts'
import { listAccounts } from './list-accounts.ts'

export type { Account } from './create-account.ts'

/** The accounts, found and listed without regard to the case of their names. */
export const createAccounts = (link: Redis, keys: Keys) => {
  const context = { link, keys }
  return {
    create: createAccount.bind(undefined, context),
    find: findAccount.bind(undefined, context),
    list: listAccounts.bind(undefined, context),
  }
}

export type Accounts = ReturnType<typeof createAccounts>
