import { beforeAll, describe, expect, it } from 'vitest'
import type { Person, SocketSettings } from '../../support/client.ts'
import { forgeToken } from '../../support/forge-token.ts'
import { PollByHand } from '../../support/poll-by-hand.ts'
import { refusal } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

// too_many_connections of a user: ../limits; unavailable: ../promises/redis-away.test.ts; Origin: origin.test.ts.
describe('handshake: auth: { token }, optional auth.protocol: 1', () => {
  const target = useTarget()
  let alice: Person
  beforeAll(async () => {
    alice = await target.person('alice')
  })
  const now = (): number => Math.floor(Date.now() / 1000)

  it('lets a token in, with and without the protocol version', async () => {
    for (const auth of [{ token: alice.token }, { token: alice.token, protocol: 1 }]) {
      expect((await alice.connect({ auth })).socket.connected).toBe(true)
    }
  })

  const refused: [
    string,
    'unauthenticated' | 'token_expired' | 'unsupported_protocol',
    () => SocketSettings,
  ][] = [
    ['no auth at all', 'unauthenticated', () => ({ auth: {} })],
    ['an empty token', 'unauthenticated', () => ({ auth: { token: '' } })],
    ['a token that is no string', 'unauthenticated', () => ({ auth: { token: { toString: alice.token } } })],
    ['a token in an array', 'unauthenticated', () => ({ auth: { token: [alice.token] } })],
    ['no JWT', 'unauthenticated', () => ({ auth: { token: 'let me in' } })],
    ['the scheme of HTTP', 'unauthenticated', () => ({ auth: { token: `Bearer ${alice.token}` } })],
    ['the token in the query', 'unauthenticated', () => ({ auth: {}, query: { token: alice.token } })],
    ['another secret', 'unauthenticated', () => token({ secret: 'y'.repeat(40) })],
    ['alg none', 'unauthenticated', () => token({ header: { alg: 'none' }, hash: undefined })],
    ['HS512', 'unauthenticated', () => token({ header: { alg: 'HS512' }, hash: 'sha512' })],
    ['no exp', 'unauthenticated', () => token({ claims: { exp: undefined } })],
    ['another audience', 'unauthenticated', () => token({ claims: { aud: 'elsewhere' } })],
    ['another issuer', 'unauthenticated', () => token({ claims: { iss: 'elsewhere' } })],
    ['an expired token', 'token_expired', () => token({ claims: { iat: now() - 7200, exp: now() - 3600 } })],
    ['protocol 2', 'unsupported_protocol', () => ({ auth: { token: alice.token, protocol: 2 } })],
    ['protocol 0', 'unsupported_protocol', () => ({ auth: { token: alice.token, protocol: 0 } })],
    [
      'a protocol that is no number',
      'unsupported_protocol',
      () => ({ auth: { token: alice.token, protocol: 'x' } }),
    ],
  ]
  const token = (forgery: Parameters<typeof forgeToken>[1]): SocketSettings => ({
    auth: { token: forgeToken(alice.token, forgery) },
  })
  it.each(refused)('refuses %s with %s', async (_, code, settings) => {
    for (const transports of [['websocket'], ['polling']]) {
      const refusedWith = await alice.connect({ ...settings(), transports }).catch(error => error)
      expect(refusedWith).toMatchObject({ data: refusal(code) })
    }
  })

  it('refuses a second session on a connection that has one, and leaves the first alone', async () => {
    const poll = await PollByHand.open(target.url)
    // Together: Socket.IO itself refuses a second one that comes after the first was answered.
    const enter = `40${JSON.stringify({ token: alice.token })}`
    await poll.send(enter, enter)
    const answers = await poll.next('44{')
    if (!answers.some(answer => answer.startsWith('40{'))) await poll.next('40{')
    const refused = answers.find(answer => answer.startsWith('44{')) as string
    expect(JSON.parse(refused.slice(2)).data).toEqual(refusal('too_many_connections'))
    await poll.send('420["leave_room",{}]')
    await poll.next('430[{"ok":false,"error":{"code":"not_in_room"')
    await poll.send('41', '1')
  })

  it('tells a refused socket nothing and takes nothing from it', async () => {
    const bob = await target.person('bob')
    const refusedWith = await bob.connect({ auth: { token: 'none' } }).catch(error => error)
    expect(refusedWith).toBeInstanceOf(Error)
    const { body } = await alice.api<{ users: { username: string; online: boolean }[] }>(
      '/api/auth/users?limit=200',
    )
    expect(body.users.find(user => user.username === bob.username)?.online ?? false).toBe(false)
  })
})
