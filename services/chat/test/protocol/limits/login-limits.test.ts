import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { requestApi } from '../../support/http.ts'
import { uniqueName } from '../../support/person.ts'
import { errorBody } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

// Empty is unset: the limits that the protocol names.
const asPromised = {
  SOCKETLINK_LOGIN_FAILURES_PER_PAIR: '',
  SOCKETLINK_LOGIN_FAILURES_PER_ADDRESS: '',
  SOCKETLINK_LOGIN_FAILURES_PER_ACCOUNT: '',
}

interface LoginAnswer {
  status: number
  retryAfter: string | null
  body: unknown
}

describe('login: 5 failures in 15 minutes for one account from one address, 50 from one address, 100 for one account', () => {
  const target = useTarget({ settings: asPromised })
  let calls = 0

  /** Each call goes to another node, past the proxy where there is one. */
  const login = async (username: string, password: string, headers = {}): Promise<LoginAnswer> => {
    const { url } = target.nodes[calls++ % target.nodes.length] ?? { url: '' }
    const answer = await requestApi(url, '/api/auth/login', { body: { username, password }, headers })
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: answer.body }
  }
  const blocked = {
    status: 429,
    retryAfter: expect.stringMatching(/^[1-9]\d*$/),
    body: errorBody('too_many_attempts'),
  }

  it('the sixth try is refused on every node, also with the right password', async () => {
    const alice = await target.person('alice')
    for (let n = 0; n < 5; n++) expect((await login(alice.username, 'wrong-password')).status).toBe(401)
    for (const _ of target.nodes) {
      const answer = await login(alice.username, alice.password)
      expect(answer).toEqual(blocked)
      expect(Number(answer.retryAfter)).toBeLessThanOrEqual(15 * 60)
    }
    expect((await login(alice.username.toUpperCase(), alice.password)).status).toBe(429)
    const bob = await target.person('bob')
    expect((await login(bob.username, bob.password)).status).toBe(200)
  })

  it('a success clears the count of the pair', async () => {
    const alice = await target.person('alice')
    for (let round = 0; round < 2; round++) {
      for (let n = 0; n < 4; n++) expect((await login(alice.username, 'wrong-password')).status).toBe(401)
      expect((await login(alice.username, alice.password)).status).toBe(200)
    }
  })

  it('a forged X-Forwarded-For gives no second chance', async () => {
    const alice = await target.person('alice')
    const forged = (n: number) =>
      requestApi(target.url, '/api/auth/login', {
        body: { username: alice.username, password: 'wrong-password' },
        headers: {
          'x-forwarded-for': `203.0.113.${n}`,
          'x-real-ip': `203.0.113.${n}`,
          forwarded: `for=203.0.113.${n}`,
        },
      })
    for (let n = 0; n < 5; n++) expect((await forged(n)).status).toBe(401)
    expect((await forged(6)).status).toBe(429)
  })

  it('an unknown account is limited in the same way', async () => {
    const nobody = uniqueName('nobody')
    for (let n = 0; n < 5; n++) expect((await login(nobody, 'wrong-password')).status).toBe(401)
    expect(await login(nobody, 'wrong-password')).toEqual(blocked)
  })

  /** Through the public address, from another address of this machine. */
  const loginFrom = (localAddress: string, username: string, password: string): Promise<number> => {
    const answered = Promise.withResolvers<number>()
    const attempt = request(`${target.url}/api/auth/login`, {
      method: 'POST',
      localAddress,
      headers: { 'content-type': 'application/json' },
    })
    attempt.on('response', answer => {
      answer.resume()
      answered.resolve(answer.statusCode ?? 0)
    })
    attempt.on('error', answered.reject)
    attempt.end(JSON.stringify({ username, password }))
    return answered.promise
  }

  // Only Linux gives every 127.x.y.z away without being asked.
  it.runIf(process.platform === 'linux')(
    '100 failures for one account, from wherever they come',
    async () => {
      const alice = await target.person('alice')
      for (let n = 0; n < 100; n++) {
        expect(await loginFrom(`127.0.1.${1 + Math.floor(n / 5)}`, alice.username, 'wrong-password')).toBe(
          401,
        )
      }
      expect(await loginFrom('127.0.1.99', alice.username, alice.password)).toBe(429)
    },
  )

  it.runIf(process.platform === 'linux')('50 failures from one address, for whichever accounts', async () => {
    const alice = await target.person('alice')
    for (let n = 0; n < 50; n++) {
      expect(await loginFrom('127.0.2.1', uniqueName('guess'), 'wrong-password')).toBe(401)
    }
    expect(await loginFrom('127.0.2.1', alice.username, alice.password)).toBe(429)
    expect(await loginFrom('127.0.2.2', alice.username, alice.password)).toBe(200)
  })
})
