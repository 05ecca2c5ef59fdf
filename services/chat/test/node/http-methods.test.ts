import { describe, expect, it } from 'vitest'
import { openHttp } from './support/open-http.ts'

const calls: [string, string][] = [
  ['/api/auth/register', 'POST'],
  ['/api/auth/login', 'POST'],
  ['/api/auth/me', 'GET, HEAD'],
  ['/api/auth/users', 'GET, HEAD'],
  ['/api/rooms', 'GET, HEAD'],
  ['/api/rooms/lobby/messages', 'GET, HEAD'],
  ['/api/stats', 'GET, HEAD'],
]

describe('a method that an address does not take is 405 method_not_allowed', () => {
  it.each(calls)('%s', async (url, allowed) => {
    const { app } = await openHttp()
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      if (allowed.includes(method)) continue
      // Neither a token nor a body that could be read is asked for first.
      const payload = method === 'DELETE' ? {} : { payload: '<a/>', headers: { 'content-type': 'text/xml' } }
      const answer = await app.inject({ method, url, ...payload })
      expect(answer.statusCode).toBe(405)
      expect(answer.json()).toEqual({ error: expect.any(String), code: 'method_not_allowed' })
      expect(answer.headers.allow).toBe(allowed)
    }
  })
})
