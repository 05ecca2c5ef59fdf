import { describe, expect, it } from 'vitest'
import { liftLimits } from '../../src/unlimited.ts'

describe('lifted limits', () => {
  it('are lifted for nobody without a list', () => {
    expect(liftLimits({ addresses: [], users: [] })('load-1', '127.0.0.1')).toBe(false)
  })

  const isUnlimited = liftLimits({
    addresses: ['10.0.0.7', '192.0.2.0/24', 'fd00::/8'],
    users: ['load-*', 'Robot'],
  })

  it.each([
    ['load-1', '10.0.0.7'],
    ['LOAD-', '192.0.2.255'],
    ['robot', 'fd12::1'],
    // As a socket that listens on :: shows an IPv4 peer.
    ['load-1', '::ffff:10.0.0.7'],
  ])('are lifted for %s from %s', (user, address) => {
    expect(isUnlimited(user, address)).toBe(true)
  })

  it.each([
    ['load-1', '10.0.0.8'],
    ['load-1', '192.0.3.1'],
    ['load-1', 'fe80::1'],
    ['load-1', ''],
    ['load-1', 'nonsense'],
    ['ada', '10.0.0.7'],
    ['robot2', '10.0.0.7'],
    ['xload-1', '10.0.0.7'],
  ])('hold for %s from %s', (user, address) => {
    expect(isUnlimited(user, address)).toBe(false)
  })
})
