import { beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../support/client.ts'
import { eventually } from '../../support/eventually.ts'
import { errorBody } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

interface UsersPage {
  users: { username: string; online: boolean }[]
  nextCursor: string | null
}

describe('GET /api/auth/users?cursor&limit', () => {
  const target = useTarget()
  let people: Person[]
  let alice: Person
  beforeAll(async () => {
    people = await target.people(9, 'listed')
    alice = people[0] as Person
  })

  const readAll = async (limit: number): Promise<UsersPage['users']> => {
    const users: UsersPage['users'] = []
    let cursor: string | null = null
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const { status, body } = await alice.api<UsersPage>(`/api/auth/users?limit=${limit}${query}`)
      expect(status).toBe(200)
      expect(body.users.length).toBeLessThanOrEqual(limit)
      users.push(...body.users)
      cursor = body.nextCursor
    } while (cursor !== null)
    return users
  }

  it('lists everyone once, page by page', async () => {
    for (const limit of [4, 200]) {
      const names = (await readAll(limit)).map(user => user.username)
      expect(new Set(names).size).toBe(names.length)
      expect(names).toEqual(expect.arrayContaining(people.map(person => person.username)))
    }
  })

  it('holds the name and whether the user is online, nothing else', async () => {
    const { body } = await alice.api<UsersPage>('/api/auth/users?limit=1')
    expect(body).toEqual({
      users: [{ username: expect.any(String), online: expect.any(Boolean) }],
      nextCursor: expect.any(String),
    })
  })

  it('knows who is online, on whichever node', async () => {
    const bob = people[1] as Person
    const isOnline = async (): Promise<boolean | undefined> =>
      (await readAll(200)).find(user => user.username === bob.username)?.online
    expect(await isOnline()).toBe(false)
    const first = await bob.connect()
    const second = await bob.connect({ awayFrom: [first] })
    expect(await isOnline()).toBe(true)
    first.close()
    await first.gone()
    expect(await isOnline()).toBe(true)
    second.close()
    await eventually(async () => expect(await isOnline()).toBe(false))
  })

  it.each(['limit=0', 'limit=-1', 'limit=201', 'limit=many', 'limit=1.5', 'page=2', 'limit=5&limit=6'])(
    'answers 400 to ?%s',
    async query => {
      const answer = await alice.api(`/api/auth/users?${query}`)
      expect(answer).toMatchObject({ status: 400, body: errorBody('bad_request') })
    },
  )

  it.each(['%00', 'x'.repeat(2001), '%F0%9F%98%80', '[[[', '0', '(('])(
    'survives the cursor %s',
    async cursor => {
      const answer = await alice.api<UsersPage>(`/api/auth/users?cursor=${cursor}`)
      expect([200, 400]).toContain(answer.status)
    },
  )
})
