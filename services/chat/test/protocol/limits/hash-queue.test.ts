import { describe, expect, it } from 'vitest'
import { requestApi } from '../../support/http.ts'
import { errorBody } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

describe('password hashes: few at once, a short queue, then 503 unavailable', () => {
  const target = useTarget({ settings: { SOCKETLINK_HASH_CONCURRENCY: '1', SOCKETLINK_HASH_QUEUE: '1' } })

  it('a flood of logins is refused in part, and who was refused may try again', async () => {
    const alice = await target.person('alice')
    const body = { username: alice.username, password: alice.password }
    const login = () => requestApi(target.url, '/api/auth/login', { body })
    const answers = await Promise.all(Array.from({ length: 40 }, login))
    const refused = answers.filter(answer => answer.status !== 200)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.length).toBeLessThan(40)
    for (const answer of refused)
      expect(answer).toMatchObject({ status: 503, body: errorBody('unavailable') })
    expect((await login()).status).toBe(200)
  })
})
