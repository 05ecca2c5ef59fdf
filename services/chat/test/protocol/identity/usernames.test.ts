import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { requestApi } from '../../support/http.ts'
import { errorBody } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

describe('username: 3–20 of A–Z a–z 0–9 _ -, unique without regard to case', () => {
  const target = useTarget()
  const password = 'a quiet place to sit'
  const register = (username: unknown) =>
    requestApi<{ username: string }>(target.url, '/api/auth/register', { body: { username, password } })
  const unique = (length: number): string => randomBytes(20).toString('hex').slice(0, length)

  it.each([
    ['as long as allowed', () => unique(20)],
    ['every kind of character', () => `Aa0_-Zz9${unique(8)}`],
    ['opening with a sign', () => `-_${unique(8)}`],
  ])('accepts %s', async (_, make) => {
    const username = make()
    expect(await register(username)).toMatchObject({ status: 201, body: { success: true, username } })
  })

  it('accepts three characters', async () => {
    // Three characters leave few names, so this one may be taken on a shared target: never invalid, though.
    expect([201, 409]).toContain((await register(unique(3))).status)
  })

  it.each([
    ['two characters', 'ab'],
    ['21 characters', 'a'.repeat(21)],
    ['nothing', ''],
    ['a space', 'two words'],
    ['a dot', 'a.lice'],
    ['a letter of another script', 'алиса'],
    ['an accent', 'renée'],
    ['an emoji', 'ali😀ce'],
    ['a line break at the end', 'alice\n'],
    ['a NUL', 'ali\u0000ce'],
    ['a key of the server', 'sl:{p00}:rooms'],
    ['a number', 12345],
    ['null', null],
    ['an array', ['alice']],
    ['an object', { toString: 'alice' }],
  ])('refuses %s', async (_, username) => {
    expect(await register(username)).toMatchObject({ status: 400, body: errorBody('invalid_username') })
  })

  it('knows the same name in another case as taken, and shows it as first registered', async () => {
    const username = `MiXed${unique(10)}`
    expect((await register(username)).status).toBe(201)
    for (const again of [username, username.toLowerCase(), username.toUpperCase()]) {
      expect(await register(again)).toMatchObject({ status: 409, body: errorBody('username_taken') })
    }
    const login = await requestApi<{ user: { username: string } }>(target.url, '/api/auth/login', {
      body: { username: username.toLowerCase(), password },
    })
    expect(login).toMatchObject({ status: 200, body: { user: { username } } })
  })

  it('gives a name to one of many who ask at once', async () => {
    const username = `race${unique(10)}`
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => register(n % 2 ? username : username.toUpperCase())),
    )
    expect(answers.map(answer => answer.status).sort()).toEqual([201, 409, 409, 409, 409, 409])
  })

  it('takes names that JavaScript objects have', async () => {
    for (const username of ['constructor', '__proto__', 'toString']) {
      expect([201, 409]).toContain((await register(username)).status)
      expect(await register(username)).toMatchObject({ status: 409, body: errorBody('username_taken') })
    }
  })
})
