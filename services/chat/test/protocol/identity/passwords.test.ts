import { describe, expect, it } from 'vitest'
import { requestApi } from '../../support/http.ts'
import { uniqueName } from '../../support/person.ts'
import { errorBody } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

describe('password: 8–128 characters of any script', () => {
  const target = useTarget()
  const register = (username: string, password: unknown) =>
    requestApi(target.url, '/api/auth/register', { body: { username, password } })
  const login = (username: string, password: unknown) =>
    requestApi(target.url, '/api/auth/login', { body: { username, password } })

  it.each([
    ['8 characters', 'zq4!mv7x'],
    ['128 characters', 'kx'.repeat(64)],
    ['8 emoji, which are 16 UTF-16 units', '🦊🐢🦉🐙🦋🐌🦔🐝'],
    ['128 emoji', '🦊🐢'.repeat(64)],
    ['Arabic', 'كلمة مرور طويلة'],
    ['Japanese', 'とても長いあいことば'],
    ['only spaces and signs', '  ~ ^ ~  '],
  ])('accepts %s, and the login then works', async (_, password) => {
    const username = uniqueName('pass')
    expect((await register(username, password)).status).toBe(201)
    expect((await login(username, password)).status).toBe(200)
    expect((await login(username, `${password}x`)).status).toBe(401)
  })

  it.each([
    ['7 characters', 'zq4!mv7'],
    ['4 emoji, which are 8 UTF-16 units', '🦊🐢🦉🐙'],
    ['129 characters', `${'kx'.repeat(64)}k`],
    ['129 emoji', '🦊'.repeat(129)],
    ['nothing', ''],
    ['a number', 1234567890],
    ['null', null],
    ['an array', ['zq4!mv7x']],
    ['the commonest of all', 'password'],
    ['a common row of digits', '12345678'],
    ['a common row of keys', 'qwertyuiop'],
    ['a common one with a digit', 'password1'],
    ['a common one in capitals', 'PASSWORD'],
  ])('refuses %s', async (_, password) => {
    expect(await register(uniqueName('pass'), password)).toMatchObject({
      status: 400,
      body: errorBody('invalid_password'),
    })
  })

  it('refuses the username, in any case', async () => {
    const username = uniqueName('same')
    for (const password of [username, username.toUpperCase()]) {
      expect(await register(username, password)).toMatchObject({
        status: 400,
        body: errorBody('invalid_password'),
      })
    }
  })

  it('accepts a name with digits behind it', async () => {
    // `alice` / `alice123` is the protocol's own example; the account may exist on a shared target.
    expect([201, 409]).toContain((await register('alice', 'alice123')).status)
    const username = uniqueName('bob')
    expect((await register(username, `${username}123`)).status).toBe(201)
  })

  it('judges the username first', async () => {
    expect(await register('a', 'x')).toMatchObject({ status: 400, body: errorBody('invalid_username') })
  })
})
