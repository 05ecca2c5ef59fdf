import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { ProtocolError } from '@socketlink/contract'
import { describe, expect, it } from 'vitest'
import { openHttp } from './support/open-http.ts'

const secret = 'a detail that is nobody else’s business'

describe('what goes wrong inside', () => {
  const failing = (error: unknown) =>
    openHttp({
      context: ({ store }) => ({ store: { ...store, stats: () => Promise.reject(error) } }),
    })

  it('is 500 internal outside, and told to the log alone', async () => {
    const { app, lines } = await failing(new Error(secret))
    const { statusCode, body } = await app.inject('/api/stats')
    expect(statusCode).toBe(500)
    expect(JSON.parse(body)).toEqual({ error: expect.any(String), code: 'internal' })
    expect(body).not.toContain(secret)
    expect(lines.filter(line => line.includes(secret) && line.includes('request_failed'))).toHaveLength(1)
  })

  it('is 500 internal also for an answer that breaks the contract', async () => {
    const { app, lines } = await openHttp({
      context: ({ store }) => ({
        store: { ...store, stats: async () => ({ ...(await store.stats()), nodes: 1.5 }) },
      }),
    })
    const { statusCode, body } = await app.inject('/api/stats')
    expect({ statusCode, code: JSON.parse(body).code }).toEqual({ statusCode: 500, code: 'internal' })
    expect(lines.some(line => line.includes('request_failed'))).toBe(true)
  })

  it('is 503 with Retry-After while Redis is away, and not an error of ours', async () => {
    const { app, lines } = await failing(new ProtocolError('unavailable', { cause: new Error(secret) }))
    const { statusCode, headers, body } = await app.inject('/api/stats')
    expect(statusCode).toBe(503)
    expect(headers['retry-after']).toBe('1')
    expect(JSON.parse(body)).toEqual({ error: expect.any(String), code: 'unavailable' })
    expect(lines.some(line => line.includes('request_failed'))).toBe(false)
  })

  it('is waited for in whole seconds, rounded up', async () => {
    const { app } = await failing(new ProtocolError('rate_limited', { retryAfterMs: 1001 }))
    const { statusCode, headers } = await app.inject('/api/stats')
    expect({ statusCode, after: headers['retry-after'] }).toEqual({ statusCode: 429, after: '2' })
  })
})

describe('what is refused', () => {
  it('names the way to authenticate with 401, except for a failed login', async () => {
    const { app } = await openHttp()
    expect((await app.inject('/api/auth/me')).headers['www-authenticate']).toBe('Bearer')
    const failed = await app.inject({
      method: 'POST',
      url: '/api/auth/login',
      payload: { username: 'nobody', password: 'whatever it is' },
    })
    expect(failed.statusCode).toBe(401)
    expect(failed.headers['www-authenticate']).toBeUndefined()
  })

  it.each([
    ['bearer', 'one space', ' '],
    ['BEARER', 'more spaces', '   '],
  ])('%s before %s is as good as Bearer', async (scheme, _, spaces) => {
    const { app, tokens } = await openHttp()
    const { token } = tokens.sign({ userId: 'an-id', username: 'alice', role: 'user' })
    const authorization = `${scheme}${spaces}${token}`
    expect((await app.inject({ url: '/api/auth/me', headers: { authorization } })).statusCode).toBe(200)
    const broken = [`Bearer${token}`, `Bearer\t${token}`, `Bearer ${token} ${token}`, `Token ${token}`, token]
    for (const authorization of broken) {
      const answer = await app.inject({ url: '/api/auth/me', headers: { authorization } })
      expect({ status: answer.statusCode, code: answer.json().code }).toEqual({
        status: 401,
        code: 'unauthenticated',
      })
    }
  })

  it.each([
    ['a broken escape', 'GET /api/%E2%82 HTTP/1.1\r\nHost: node\r\nConnection: close\r\n\r\n', 400],
    ['no HTTP at all', 'hello node\r\n\r\n', 400],
    ['a header line without a colon', 'GET /api/stats HTTP/1.1\r\nHost: node\r\nnonsense\r\n\r\n', 400],
    ['endless headers', `GET /api/stats HTTP/1.1\r\nHost: node\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('has the same shape for %s', async (_, request, status) => {
    const { app } = await openHttp()
    await app.listen({ host: '127.0.0.1', port: 0 })
    const address = app.server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const socket = connect(address.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(request)
    const answer = await text(socket)
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toEqual({
      error: expect.any(String),
      code: 'bad_request',
    })
    // And the node is still there.
    expect((await app.inject('/healthz')).statusCode).toBe(200)
  })
})
