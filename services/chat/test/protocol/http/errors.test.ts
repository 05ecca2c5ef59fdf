import { beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../support/client.ts'
import { requestApi } from '../../support/http.ts'
import { uniqueName } from '../../support/person.ts'
import { errorBody } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

describe('HTTP errors: { error, code } with the right status', () => {
  const target = useTarget()
  const login = '/api/auth/login'
  let alice: Person
  beforeAll(async () => {
    alice = await target.person('alice')
  })

  it.each(['/api', '/api/', '/api/nothing', '/api/auth', '/api/rooms/a/b/c', '/api/%E2%82', '/api/auth/me/'])(
    'GET %s is 404 not_found',
    async path => {
      const answer = await alice.api(path)
      // A broken escape may as well be called a bad request.
      if (path.includes('%')) expect([400, 404]).toContain(answer.status)
      else expect(answer).toMatchObject({ status: 404, body: errorBody('not_found') })
      expect(answer.body).toEqual({ error: expect.any(String), code: expect.any(String) })
    },
  )

  it.each([
    ['DELETE', '/api/auth/me'],
    ['PUT', login],
    ['GET', login],
    ['POST', '/api/rooms'],
  ])('%s %s is refused in the same shape', async (method, path) => {
    const answer = await alice.api(path, { method })
    expect([404, 405]).toContain(answer.status)
    expect(answer.body).toEqual({
      error: expect.any(String),
      code: expect.stringMatching(/^(not_found|method_not_allowed)$/),
    })
  })

  it.each(['{', '{"username":', '', 'hello', '{"a":1}}', '\u0000', '{"username":"a","__proto__":{"x":1}}'])(
    'the body %s is 400 bad_request',
    async body => {
      const answer = await requestApi(target.url, login, { body })
      expect(answer).toMatchObject({ status: 400, body: errorBody('bad_request') })
    },
  )

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
  ])('the content type %s is 415 unsupported_media_type', async type => {
    const answer = await requestApi(target.url, login, {
      body: 'username=alice',
      headers: { 'content-type': type },
    })
    expect(answer).toMatchObject({ status: 415, body: errorBody('unsupported_media_type') })
  })

  const bodyOf = (bytes: number): string => {
    const frame = JSON.stringify({ username: uniqueName('big'), password: '' })
    return frame.replace('""', `"${'x'.repeat(bytes - frame.length)}"`)
  }
  it('a body of 64 KiB is read, and one byte more is 413 payload_too_large', async () => {
    expect(await requestApi(target.url, '/api/auth/register', { body: bodyOf(65_536) })).toMatchObject({
      status: 400,
      body: errorBody('invalid_password'),
    })
    expect(await requestApi(target.url, '/api/auth/register', { body: bodyOf(65_537) })).toMatchObject({
      status: 413,
      body: errorBody('payload_too_large'),
    })
  })

  it('a JSON of 10,000 levels is 400 and harms nobody', async () => {
    const body = `{"username":${'['.repeat(10_000)}${']'.repeat(10_000)},"password":"whatever"}`
    expect((await requestApi(target.url, '/api/auth/register', { body })).status).toBe(400)
    expect((await alice.api('/api/auth/me')).status).toBe(200)
  })

  it('never tells what is inside', async () => {
    for (const body of ['{', '{"username":{},"password":[]}', 'null']) {
      const { body: told } = await requestApi(target.url, login, { body })
      expect(JSON.stringify(told)).not.toMatch(
        /stack|node_modules|\.ts|zod|FST_|Redis|Unexpected token|JSON at/i,
      )
    }
  })
})
