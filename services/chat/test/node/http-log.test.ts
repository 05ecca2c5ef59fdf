import { describe, expect, it } from 'vitest'
import { openHttp } from './support/open-http.ts'

describe('the log of requests', () => {
  it('holds the method, the path, the status and the address; no query, header, body, password or token', async () => {
    const { app, lines, tokens } = await openHttp()
    const secrets = ['a quiet place to sit', 'query-secret', 'header-secret', 'unknown-property']
    const { token } = tokens.sign({ userId: 'an-id', username: 'alice', role: 'user' })
    const password = secrets[0]
    await app.inject({ method: 'POST', url: '/api/auth/register', payload: { username: 'alice', password } })
    const login = await app.inject({
      method: 'POST',
      url: '/api/auth/login?hint=query-secret',
      headers: { 'x-hint': 'header-secret' },
      payload: { username: 'alice', password },
    })
    await app.inject({
      method: 'POST',
      url: '/api/auth/login',
      headers: { 'content-type': 'application/json' },
      payload: '{"username":"alice","password":"a quiet place to sit"',
    })
    await app.inject({ method: 'POST', url: '/api/auth/login', payload: { 'unknown-property': password } })
    await app.inject({ url: '/api/nothing?token=query-secret' })
    await app.inject({ url: '/api/auth/me', headers: { authorization: `Bearer ${token}` } })
    await app.inject({ url: '/api/auth/me', headers: { authorization: `Bearer ${token}x` } })
    const requests = lines.map(line => JSON.parse(line)).filter(({ event }) => event === 'http_request')
    expect(requests.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
      'POST /api/auth/register 201',
      'POST /api/auth/login 200',
      'POST /api/auth/login 400',
      'POST /api/auth/login 400',
      'GET /api/nothing 404',
      'GET /api/auth/me 200',
      'GET /api/auth/me 401',
    ])
    for (const { remoteAddress, responseTimeMs } of requests) {
      expect(remoteAddress).toBe('127.0.0.1')
      expect(responseTimeMs).toBeGreaterThanOrEqual(0)
    }
    const all = lines.join('')
    for (const secret of [...secrets, token, login.json().token]) expect(all).not.toContain(secret)
  })
})
