import { describe, expect, it } from 'vitest'
import { openHttp } from './support/open-http.ts'

const password = 'a quiet place to sit'

const openWithAlice = async (settings: Record<string, string>) => {
  const { app, context } = await openHttp({ settings })
  const post = (url: string, payload: object) => app.inject({ method: 'POST', url, payload })
  await post('/api/auth/register', { username: 'alice', password })
  const login = async (guess: string): Promise<number> =>
    (await post('/api/auth/login', { username: 'alice', password: guess })).statusCode
  return { login, context }
}

describe('login', () => {
  it('gives guesses made at the same time no more than guesses one by one', async () => {
    const { login } = await openWithAlice({ SOCKETLINK_LOGIN_FAILURES_PER_PAIR: '5' })
    const guesses = Array.from({ length: 12 }, (_, n) => login(`wrong guess ${n}`))
    const late = login(password)
    const statuses = await Promise.all(guesses)
    expect(statuses.filter(status => status === 401)).toHaveLength(5)
    expect(statuses.filter(status => status === 429)).toHaveLength(7)
    expect(await late).toBe(429)
  })

  it('does not count what was not verified, because too many waited', async () => {
    const { login, context } = await openWithAlice({
      SOCKETLINK_LOGIN_FAILURES_PER_PAIR: '12',
      SOCKETLINK_HASH_CONCURRENCY: '1',
      SOCKETLINK_HASH_QUEUE: '1',
    })
    const statuses = await Promise.all(Array.from({ length: 12 }, () => login('a wrong guess')))
    const answered = statuses.filter(status => status === 401).length
    expect(answered).toBeGreaterThan(0)
    expect(statuses.filter(status => status === 503)).toHaveLength(12 - answered)
    const attempt = { address: '127.0.0.1', account: 'alice' }
    for (let n = answered; n < 12; n++) await context.store.limits.recordLogin({ ...attempt, success: false })
    await expect(context.store.limits.checkLogin(attempt)).rejects.toMatchObject({
      code: 'too_many_attempts',
    })
  })

  it('verifies a hash also for a name that nobody has', async () => {
    const verified: (string | undefined)[] = []
    const { app } = await openHttp({
      context: ({ passwords }) => ({
        passwords: {
          hash: passwords.hash,
          verify: (hash, guess) => {
            verified.push(hash)
            return passwords.verify(hash, guess)
          },
          admit: passwords.admit,
          queued: 0,
          close: passwords.close,
        },
      }),
    })
    for (const username of ['nobody', 'no name at all']) {
      const payload = { username, password }
      expect((await app.inject({ method: 'POST', url: '/api/auth/login', payload })).statusCode).toBe(401)
    }
    expect(verified).toEqual([undefined, undefined])
  })
})
