import jwt from '@fastify/jwt'
import { fastify } from 'fastify'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Tokens } from '../../src/auth/tokens.ts'
import { createTokens, tokenSettings } from '../../src/auth/tokens.ts'
import { loadConfig } from '../../src/config.ts'
import { forgeToken } from '../support/forge-token.ts'
import { jwtSecret } from '../support/settings.ts'

// Over HTTP and in the handshake: ../protocol/http/me.test.ts, ../protocol/handshake/refusals.test.ts.
const openTokens = async (settings: Record<string, string> = {}): Promise<Tokens> => {
  const config = loadConfig({ SOCKETLINK_JWT_SECRET: jwtSecret, ...settings })
  const app = fastify()
  await app.register(jwt, tokenSettings(config))
  return createTokens(app, config)
}

describe('tokens', () => {
  const alice = { userId: 'an-id', username: 'Alice', role: 'user' as const }
  const now = (): number => Math.floor(Date.now() / 1000)
  let tokens: Tokens
  let token: string
  beforeAll(async () => {
    tokens = await openTokens()
    token = tokens.sign(alice).token
  })
  const codeOf = (candidate: unknown): string | undefined => {
    try {
      tokens.verify(candidate)
    } catch (error) {
      return (error as { code?: string }).code
    }
    return undefined
  }

  it('say who they are for and when they end', async () => {
    const hour = await openTokens({ SOCKETLINK_TOKEN_TTL_SECONDS: '3600' })
    const before = now()
    const { token, expiresAt } = hour.sign({ ...alice, role: 'admin' })
    expect(hour.verify(token)).toEqual({ ...alice, role: 'admin', expiresAt })
    expect(expiresAt).toBeGreaterThanOrEqual((before + 3600) * 1000)
    expect(expiresAt).toBeLessThanOrEqual((now() + 3600) * 1000)
  })

  it.each([undefined, null, 7, '', {}, ['a'], Buffer.from('a'), 'a.b.c', 'x'.repeat(100_000)])(
    'are strings that we signed, not %s',
    candidate => {
      expect(codeOf(candidate)).toBe('unauthenticated')
    },
  )

  it('are not judged by the clock of the node that made them: nodes differ by minutes', () => {
    expect(codeOf(forgeToken(token, { claims: { iat: now() + 600, exp: now() + 4200 } }))).toBeUndefined()
  })

  it('end to the second', () => {
    expect(codeOf(forgeToken(token, { claims: { exp: now() + 2 } }))).toBeUndefined()
    expect(codeOf(forgeToken(token, { claims: { exp: now() - 1 } }))).toBe('token_expired')
  })

  it.each([
    ['a role that there is not', { claims: { role: 'root' } }],
    ['no name', { claims: { name: undefined } }],
    ['an empty subject', { claims: { sub: '' } }],
    ['no time of making', { claims: { iat: undefined } }],
    ['no type', { header: { typ: undefined } }],
    ['a critical extension', { header: { crit: ['b64'], b64: false } }],
    ['an expired end under another secret', { claims: { exp: 1 }, secret: 'y'.repeat(40) }],
  ])('with %s are refused', (_, forgery) => {
    expect(codeOf(forgeToken(token, forgery))).toBe('unauthenticated')
  })
})
