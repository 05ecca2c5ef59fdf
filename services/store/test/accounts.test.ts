import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Account } from '../src/accounts/accounts.ts'
import { createAccounts } from '../src/accounts/accounts.ts'
import { openLink, openProxy } from './support/open-link.ts'
import { openStoreContext } from './support/store-context.ts'

const account = (username: string): Account => ({
  userId: randomUUID(),
  username,
  role: 'user',
  passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA',
  createdAt: 1_700_000_000_000,
})

const openAccounts = async () => {
  const context = await openStoreContext()
  return { ...context, accounts: createAccounts(context.link, context.keys) }
}

describe('accounts', () => {
  it('are found in any case and shown as first written', async () => {
    const { accounts } = await openAccounts()
    const alice = account('Alice_B')
    await accounts.create(alice)
    for (const name of ['Alice_B', 'alice_b', 'ALICE_B']) expect(await accounts.find(name)).toEqual(alice)
    expect(await accounts.find('alice-b')).toBeUndefined()
  })

  it('give a name to one of many who ask at once, and list it once', async () => {
    const { accounts } = await openAccounts()
    const spellings = ['carol', 'Carol', 'CAROL', 'caroL']
    const asked = await Promise.allSettled(spellings.map(name => accounts.create(account(name))))
    const refused = asked.filter(one => one.status === 'rejected')
    expect(refused).toHaveLength(3)
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'username_taken' })
    const owner = await accounts.find('carol')
    expect(await accounts.list({ limit: 10 })).toEqual({
      users: [{ username: owner?.username, online: false }],
      nextCursor: null,
    })
  })

  it.each(['', 'x', 'al{i}ce', 'alice\0', 'a'.repeat(1000), '\ud800abc'])(
    'do not exist for a name that breaks the rule: %j',
    async name => {
      const { accounts } = await openAccounts()
      expect(await accounts.find(name)).toBeUndefined()
    },
  )

  it('are not found by letters that only look the same in lower case', async () => {
    const { accounts } = await openAccounts()
    await accounts.create(account('kelvin'))
    expect('\u212Aelvin'.toLowerCase()).toBe('kelvin')
    expect(await accounts.find('\u212Aelvin')).toBeUndefined()
  })
})

describe('the listing of users', () => {
  const names = ['bob', 'Alice', 'alice2', 'Zoe', 'a-b', 'a_b', 'Bob-2', '0zero']
  const sorted = ['0zero', 'a-b', 'a_b', 'Alice', 'alice2', 'bob', 'Bob-2', 'Zoe']

  it.each([1, 3, 7, 8, 200])('is alphabetical without regard to case, in pages of %i', async limit => {
    const { accounts } = await openAccounts()
    await Promise.all(names.map(name => accounts.create(account(name))))
    const listed: string[] = []
    let cursor: string | undefined
    do {
      const page = await accounts.list({ cursor, limit })
      expect(page.users.length).toBeLessThanOrEqual(limit)
      listed.push(...page.users.map(user => user.username))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(listed).toEqual(sorted)
  })

  it('says who has a connection open', async () => {
    const { accounts, link, keys } = await openAccounts()
    await Promise.all(['Alice', 'bob', 'carol'].map(name => accounts.create(account(name))))
    await link.commands.hSet(keys.user('Alice').online, 'Alice', 2)
    await link.commands.hSet(keys.user('carol').online, 'carol', 1)
    const { users } = await accounts.list({ limit: 10 })
    expect(users.filter(user => user.online).map(user => user.username)).toEqual(['Alice', 'carol'])
  })

  it.each(['', 'a b', '(a', '\0', 'x'.repeat(2000)])('refuses the cursor %j', async cursor => {
    const { accounts } = await openAccounts()
    await expect(accounts.list({ cursor, limit: 5 })).rejects.toMatchObject({ code: 'bad_request' })
  })

  it('gets back an account whose second write was lost, when its owner logs in', async () => {
    const { accounts, link, keys } = await openAccounts()
    await accounts.create(account('Dave'))
    // What a node leaves that ends between the two writes.
    await link.commands.zRem(keys.accountNames, 'dave\0Dave')
    await link.commands.hDel(keys.account('Dave'), 'listed')
    expect((await accounts.list({ limit: 5 })).users).toEqual([])
    expect(await accounts.find('dave')).toMatchObject({ username: 'Dave' })
    expect((await accounts.list({ limit: 5 })).users).toEqual([{ username: 'Dave', online: false }])
  })
})

it('accounts are unavailable while Redis is away', async () => {
  const { url, keys } = await openStoreContext()
  const proxy = await openProxy(url)
  const link = await openLink(proxy.url)
  const accounts = createAccounts(link, keys)
  const lost = new Promise(resolve => link.once('lost', resolve))
  await proxy.close()
  await lost
  for (const call of [accounts.create(account('erin')), accounts.find('erin'), accounts.list({ limit: 5 })]) {
    await expect(call).rejects.toMatchObject({ code: 'unavailable' })
  }
})
