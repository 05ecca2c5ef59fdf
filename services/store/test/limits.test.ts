import { ProtocolError } from '@socketlink/contract'
import { describe, expect, it } from 'vitest'
import { addressSubject } from '../src/limits/address.ts'
import { createLimits } from '../src/limits/limits.ts'
import type { StoreChange } from './support/store-context.ts'
import { openStoreContext } from './support/store-context.ts'

const openLimits = async (limits: StoreChange['limits'] = {}) => {
  const context = await openStoreContext({ limits })
  return { ...context, limits: createLimits(context.link, context.keys, context.options.limits) }
}

/** The code of what a call throws, or undefined when it passes. */
const codeOf = (call: Promise<void>): Promise<string | undefined> =>
  call.then(
    () => undefined,
    error => (error instanceof ProtocolError ? error.code : String(error)),
  )

const from = (address: string, account = 'alice') => ({ address, account })
const home = from('192.0.2.1')

describe('the login limit', () => {
  it('refuses a pair after five failures, and nobody else', async () => {
    const { limits } = await openLimits()
    for (let n = 0; n < 5; n++) {
      await limits.checkLogin(home)
      await limits.recordLogin({ ...home, success: false })
    }
    await expect(limits.checkLogin(home)).rejects.toMatchObject({
      code: 'too_many_attempts',
      retryAfterMs: expect.closeTo(900_000, -5),
    })
    expect(await codeOf(limits.checkLogin(from('192.0.2.1', 'ALICE')))).toBe('too_many_attempts')
    expect(await codeOf(limits.checkLogin(from('192.0.2.2')))).toBeUndefined()
    expect(await codeOf(limits.checkLogin(from('192.0.2.1', 'bob')))).toBeUndefined()
  })

  it('gives guesses made at the same time nothing: five are answered, the right one among the others is not', async () => {
    const { limits } = await openLimits()
    const guesses = [...new Array<boolean>(20).fill(false), true]
    await Promise.all(guesses.map(() => limits.checkLogin(home)))
    const outcomes = await Promise.all(
      guesses.map(success => codeOf(limits.recordLogin({ ...home, success }))),
    )
    expect(outcomes).toEqual([
      ...new Array<undefined>(5).fill(undefined),
      ...new Array<string>(16).fill('too_many_attempts'),
    ])
  })

  it("forgets a pair's failures after a success, but not those of the address and the account", async () => {
    const { limits } = await openLimits({ loginFailuresPerAddress: 9, loginFailuresPerAccount: 9 })
    for (let round = 0; round < 2; round++) {
      for (let n = 0; n < 4; n++) await limits.recordLogin({ ...home, success: false })
      await limits.recordLogin({ ...home, success: true })
    }
    await limits.recordLogin({ ...home, success: false })
    expect(await codeOf(limits.checkLogin(from('192.0.2.1', 'bob')))).toBe('too_many_attempts')
    expect(await codeOf(limits.checkLogin(from('192.0.2.2', 'alice')))).toBe('too_many_attempts')
    expect(await codeOf(limits.checkLogin(from('192.0.2.2', 'bob')))).toBeUndefined()
  })

  it('counts an address over all accounts and an account over all addresses', async () => {
    const { limits } = await openLimits({ loginFailuresPerAddress: 6, loginFailuresPerAccount: 6 })
    for (let n = 0; n < 6; n++) {
      await limits.recordLogin({ ...from('192.0.2.7', `user${n}`), success: false })
      await limits.recordLogin({ ...from(`198.51.100.${n}`, 'carol'), success: false })
    }
    expect(await codeOf(limits.checkLogin(from('192.0.2.7', 'somebody')))).toBe('too_many_attempts')
    expect(await codeOf(limits.checkLogin(from('192.0.2.8', 'carol')))).toBe('too_many_attempts')
  })

  it('keeps its window from the first failure: neither later ones nor refusals lengthen it', async () => {
    const { limits, link, keys } = await openLimits({ loginFailuresPerPair: 2 })
    await limits.recordLogin({ ...home, success: false })
    const key = keys.limit('login-address', '192.0.2.1')
    await link.commands.pExpire(key, 5000)
    await limits.recordLogin({ ...home, success: false })
    expect(await codeOf(limits.recordLogin({ ...home, success: false }))).toBe('too_many_attempts')
    expect(await link.commands.get(key)).toBe('2')
    expect(await link.commands.pTTL(key)).toBeLessThanOrEqual(5000)
  })

  it('ends with its window, and leaves no key that stays', async () => {
    const { limits, link, options } = await openLimits({ loginFailuresPerPair: 1 })
    await limits.recordLogin({ ...home, success: false })
    const keys = await link.commands.keys(`${options.redis.prefix}:*`)
    expect(keys).toHaveLength(3)
    for (const key of keys) {
      expect(await link.commands.pTTL(key)).toBeGreaterThan(0)
      await link.commands.del(key)
    }
    expect(await codeOf(limits.checkLogin(home))).toBeUndefined()
  })

  it.each(['', '\ud800', 'a{b}c:d e', 'x'.repeat(1000), '__proto__'])(
    'takes any text for a name: %j',
    async account => {
      const { limits } = await openLimits({ loginFailuresPerPair: 1 })
      await limits.recordLogin({ ...from('192.0.2.1', account), success: false })
      expect(await codeOf(limits.checkLogin(from('192.0.2.1', account)))).toBe('too_many_attempts')
    },
  )
})

describe('registrations and new rooms', () => {
  it('allow so many in a window; a refusal says when it ends and does not move it', async () => {
    const { limits, link, keys } = await openLimits({ registrationsPerHour: 3 })
    const takes = await Promise.all(
      Array.from({ length: 5 }, () => codeOf(limits.takeRegistration('192.0.2.1'))),
    )
    expect(takes.filter(code => code === undefined)).toHaveLength(3)
    expect(takes.filter(code => code === 'rate_limited')).toHaveLength(2)
    const key = keys.limit('registrations', '192.0.2.1')
    await link.commands.pExpire(key, 5000)
    const refusal = await limits.takeRegistration('192.0.2.1').catch(error => error)
    expect(refusal.retryAfterMs).toBeGreaterThan(0)
    expect(refusal.retryAfterMs).toBeLessThanOrEqual(5000)
    expect(await codeOf(limits.takeRegistration('192.0.2.2'))).toBeUndefined()
    await link.commands.del(key)
    expect(await codeOf(limits.takeRegistration('192.0.2.1'))).toBeUndefined()
  })

  it('count rooms by user, for a minute', async () => {
    const { limits, link, keys } = await openLimits({ roomsPerMinute: 2 })
    for (let n = 0; n < 2; n++) await limits.takeRoomCreation('alice')
    await expect(limits.takeRoomCreation('alice')).rejects.toMatchObject({ code: 'rate_limited' })
    expect(await codeOf(limits.takeRoomCreation('bob'))).toBeUndefined()
    expect(await link.commands.pTTL(keys.limit('rooms', 'alice'))).toBeLessThanOrEqual(60_000)
  })
})

describe('an address counts', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:0201', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['not an address', 'unknown'],
    ['', 'unknown'],
  ])('%s as %s', (address, subject) => {
    expect(addressSubject(address)).toBe(subject)
  })
})
