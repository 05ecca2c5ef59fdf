import { beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../support/client.ts'
import { forgeToken } from '../../support/forge-token.ts'
import { requestApi } from '../../support/http.ts'
import { errorBody } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

describe('GET /api/auth/me, and what a Bearer token must be', () => {
  const target = useTarget()
  let alice: Person
  beforeAll(async () => {
    alice = await target.person('alice')
  })
  const me = (authorization?: string) =>
    requestApi(target.url, '/api/auth/me', { headers: authorization === undefined ? {} : { authorization } })

  it('answers 200 with who the token speaks for', async () => {
    const { userId, username } = alice
    const answer = await me(`Bearer ${alice.token}`)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ userId, username, role: 'user' })
  })

  it('accepts the token that a test signs again unchanged: the forgeries below fail for what they change', async () => {
    expect((await me(`Bearer ${forgeToken(alice.token)}`)).status).toBe(200)
  })

  const now = (): number => Math.floor(Date.now() / 1000)
  const bad: [string, () => string | undefined][] = [
    ['no header', () => undefined],
    ['an empty header', () => ''],
    ['another scheme', () => `Basic ${alice.token}`],
    ['no token', () => 'Bearer '],
    ['no JWT', () => 'Bearer of bad news'],
    ['a token without its signature', () => `Bearer ${alice.token.replace(/\.[^.]*$/, '.')}`],
    ['a token with a bent signature', () => `Bearer ${alice.token.slice(0, -8)}AAAAAAAA`],
    ['another secret', () => `Bearer ${forgeToken(alice.token, { secret: 'x'.repeat(40) })}`],
    ['alg none', () => `Bearer ${forgeToken(alice.token, { header: { alg: 'none' }, hash: undefined })}`],
    ['HS512', () => `Bearer ${forgeToken(alice.token, { header: { alg: 'HS512' }, hash: 'sha512' })}`],
    ['HS384', () => `Bearer ${forgeToken(alice.token, { header: { alg: 'HS384' }, hash: 'sha384' })}`],
    ['no exp', () => `Bearer ${forgeToken(alice.token, { claims: { exp: undefined } })}`],
    ['an exp that is no number', () => `Bearer ${forgeToken(alice.token, { claims: { exp: 'never' } })}`],
    ['another issuer', () => `Bearer ${forgeToken(alice.token, { claims: { iss: 'somebody-else' } })}`],
    ['no issuer', () => `Bearer ${forgeToken(alice.token, { claims: { iss: undefined } })}`],
    ['another audience', () => `Bearer ${forgeToken(alice.token, { claims: { aud: 'somebody-else' } })}`],
    ['no audience', () => `Bearer ${forgeToken(alice.token, { claims: { aud: undefined } })}`],
    ['no subject', () => `Bearer ${forgeToken(alice.token, { claims: { sub: undefined } })}`],
    ['another type', () => `Bearer ${forgeToken(alice.token, { header: { typ: 'refresh' } })}`],
    ['a token not valid yet', () => `Bearer ${forgeToken(alice.token, { claims: { nbf: now() + 3600 } })}`],
  ]
  it.each(bad)('answers 401 unauthenticated to %s', async (_, authorization) => {
    expect(await me(authorization())).toMatchObject({ status: 401, body: errorBody('unauthenticated') })
  })

  it('answers 401 token_expired to a token that was good once', async () => {
    const expired = forgeToken(alice.token, { claims: { iat: now() - 7200, exp: now() - 3600 } })
    expect(await me(`Bearer ${expired}`)).toMatchObject({ status: 401, body: errorBody('token_expired') })
  })

  it('never takes the token from the address', async () => {
    const answer = await requestApi(
      target.url,
      `/api/auth/me?token=${alice.token}&access_token=${alice.token}`,
    )
    expect(answer).toMatchObject({ status: 401, body: errorBody('unauthenticated') })
  })

  it.each(['/api/auth/me', '/api/auth/users', '/api/rooms', '/api/rooms/lobby/messages'])(
    'guards GET %s',
    async path => {
      expect(await requestApi(target.url, path)).toMatchObject({
        status: 401,
        body: errorBody('unauthenticated'),
      })
    },
  )
})
