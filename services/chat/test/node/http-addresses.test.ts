import type { FastifyInstance } from 'fastify'
import { describe, expect, it } from 'vitest'
import { openHttp } from './support/open-http.ts'

/** One failure from an address, and every login from there is refused: the limit shows which address counts. */
const openStrict = async (trustedProxies: string): Promise<FastifyInstance> => {
  const { app } = await openHttp({
    settings: {
      SOCKETLINK_TRUSTED_PROXIES: trustedProxies,
      SOCKETLINK_LOGIN_FAILURES_PER_ADDRESS: '1',
    },
  })
  return app
}

let names = 0
const tryLogin = async (
  app: FastifyInstance,
  remoteAddress: string,
  forwardedFor?: string,
): Promise<number> => {
  const { statusCode } = await app.inject({
    method: 'POST',
    url: '/api/auth/login',
    remoteAddress,
    headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor },
    payload: { username: `nobody-${++names}`, password: 'whatever it is' },
  })
  return statusCode
}

describe('the address that counts', () => {
  it('is the peer itself while no proxy is trusted, whatever it claims', async () => {
    const app = await openStrict('')
    expect(await tryLogin(app, '203.0.113.9', '198.51.100.1')).toBe(401)
    expect(await tryLogin(app, '203.0.113.9', '198.51.100.2')).toBe(429)
    expect(await tryLogin(app, '203.0.113.10', '198.51.100.1')).toBe(401)
  })

  it('is the peer itself when it is not one of the trusted proxies', async () => {
    const app = await openStrict('loopback,10.1.0.0/16')
    expect(await tryLogin(app, '203.0.113.9', '198.51.100.1')).toBe(401)
    expect(await tryLogin(app, '203.0.113.9', '198.51.100.2')).toBe(429)
  })

  it('is what a trusted proxy says, and never what a client said to the proxy', async () => {
    const app = await openStrict('loopback,10.1.0.0/16')
    expect(await tryLogin(app, '10.1.2.3', '6.6.6.6, 198.51.100.1')).toBe(401)
    expect(await tryLogin(app, '127.0.0.1', '7.7.7.7, 198.51.100.1, 10.1.9.9')).toBe(429)
    expect(await tryLogin(app, '::ffff:10.1.2.3', '6.6.6.6, 198.51.100.2')).toBe(401)
  })

  it('is one for a whole IPv6 /64, and the same for both spellings of an IPv4 address', async () => {
    const app = await openStrict('')
    expect(await tryLogin(app, '2001:db8:1:2::1')).toBe(401)
    expect(await tryLogin(app, '2001:db8:1:2:ffff:ffff:ffff:ffff')).toBe(429)
    expect(await tryLogin(app, '2001:db8:1:3::1')).toBe(401)
    expect(await tryLogin(app, '198.51.100.1')).toBe(401)
    expect(await tryLogin(app, '::ffff:198.51.100.1')).toBe(429)
  })

  it('is one for all that a trusted proxy passes on and that is no address', async () => {
    const app = await openStrict('loopback')
    expect(await tryLogin(app, '127.0.0.1', 'nonsense')).toBe(401)
    expect(await tryLogin(app, '127.0.0.1', 'x'.repeat(5000))).toBe(429)
  })
})
