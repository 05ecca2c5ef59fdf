import { beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../support/client.ts'
import type { ApiAnswer } from '../../support/http.ts'
import { requestApi } from '../../support/http.ts'
import { uniqueName } from '../../support/person.ts'
import { errorBody } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

// The limits: ../limits/login-limits.test.ts.
describe('POST /api/auth/login', () => {
  const target = useTarget()
  let alice: Person
  beforeAll(async () => {
    alice = await target.person('alice')
  })
  const login = (username: unknown, password: unknown): Promise<ApiAnswer<unknown>> =>
    requestApi(target.url, '/api/auth/login', { body: { username, password } })

  it('answers 200 with a token, when it ends and whose it is', async () => {
    const before = Date.now()
    const answer = await login(alice.username, alice.password)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      success: true,
      token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      expiresAt: expect.any(Number),
      user: { userId: alice.userId, username: alice.username, role: 'user' },
    })
    expect((answer.body as { expiresAt: number }).expiresAt).toBeGreaterThan(before)
  })

  it('is not kept by anybody on the way', async () => {
    const answer = await login(alice.username, alice.password)
    expect(answer.headers.get('cache-control')).toContain('no-store')
  })

  it('gives the same answer for a wrong password and for an unknown user', async () => {
    const wrong = await login(alice.username, 'not her password')
    const unknown = await login(uniqueName('nobody'), 'not her password')
    expect(wrong).toMatchObject({ status: 401, body: errorBody('invalid_credentials') })
    expect(unknown.status).toBe(wrong.status)
    expect(unknown.body).toEqual(wrong.body)
  })

  it('says invalid_credentials also of names and passwords that no account can have', async () => {
    for (const [username, password] of [
      ['a', 'x'],
      ['no such name at all', 'whatever it is'],
      ['', ''],
      ['алиса', 'x'.repeat(500)],
    ]) {
      expect(await login(username, password)).toMatchObject({
        status: 401,
        body: errorBody('invalid_credentials'),
      })
    }
  })

  it('takes the same time for a wrong password and for an unknown user', async () => {
    const time = async (username: string): Promise<number> => {
      const start = performance.now()
      await login(username, 'not the password')
      return performance.now() - start
    }
    const wrong: number[] = []
    const unknown: number[] = []
    for (let round = 0; round < 11; round++) {
      wrong.push(await time(alice.username))
      unknown.push(await time(uniqueName('nobody')))
    }
    const median = (times: number[]): number => times.sort((a, b) => a - b)[5] as number
    // One hash takes about 20 ms, everything else about 2 ms: a missing hash shows.
    const ratio = median(unknown) / median(wrong)
    expect(ratio).toBeGreaterThan(0.5)
    expect(ratio).toBeLessThan(2)
  })

  it.each([
    ['a number as a name', { username: 1, password: 'whatever' }],
    ['no password', { username: 'alice' }],
    ['null', null],
    ['an unknown property', { username: 'alice', password: 'alice123', remember: true }],
  ])('answers 400 to %s', async (_, body) => {
    const answer = await requestApi(target.url, '/api/auth/login', { body })
    expect(answer).toMatchObject({ status: 400, body: errorBody('bad_request') })
  })
})
