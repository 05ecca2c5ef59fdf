import { describe, expect, it } from 'vitest'
import { requestApi } from '../../support/http.ts'
import { allowedOrigin } from '../../support/settings.ts'
import { useTarget } from '../../support/target.ts'

// The same list guards Socket.IO: ../handshake/origin.test.ts.
describe('CORS: an allow-list from the environment', () => {
  const target = useTarget()
  const preflight = (origin: string) =>
    requestApi(target.url, '/api/auth/login', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,authorization',
      },
    })

  it('lets an allowed origin in', async () => {
    const { status, headers } = await preflight(allowedOrigin)
    expect([200, 204]).toContain(status)
    expect(headers.get('access-control-allow-origin')).toBe(allowedOrigin)
    expect(headers.get('access-control-allow-methods')).toContain('POST')
    expect(headers.get('access-control-allow-headers')?.toLowerCase()).toContain('authorization')
    const answer = await requestApi(target.url, '/api/auth/me', { headers: { origin: allowedOrigin } })
    expect(answer.headers.get('access-control-allow-origin')).toBe(allowedOrigin)
  })

  it.each(['https://evil.example', `${allowedOrigin}.evil.example`, 'http://chat.example', 'null'])(
    'gives %s no permission',
    async origin => {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull()
      const answer = await requestApi(target.url, '/api/auth/me', { headers: { origin } })
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    },
  )
})
