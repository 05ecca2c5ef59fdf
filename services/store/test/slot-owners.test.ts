import { ErrorReply } from 'redis'
import { describe, expect, test } from 'vitest'
import { readRedirection } from '../src/redirection.ts'
import { SlotOwners } from '../src/slot-owners.ts'

const [a, b, c] = ['10.0.0.1:1', '10.0.0.2:1', '10.0.0.3:1'] as const
const serving = (address: string, from: number, to: number) => {
  const [host = '', port] = address.split(':')
  return { from, to, master: { host, port: Number(port) } }
}
const all = () => true

describe('who owns a slot', () => {
  test('is first what anybody says', () => {
    const owners = new SlotOwners()
    expect(owners.uncovered).toBe(16_384)
    expect(owners.hear([serving(a, 0, 99), serving(b, 100, 16_383)], c, all)).toBe(true)
    expect([owners.of(99), owners.of(100), owners.uncovered]).toEqual([a, b, 0])
    expect(owners.addresses.sort()).toEqual([a, b])
  })

  test('changes by the word of who gains it or loses it, not by that of others, who may not know yet', () => {
    const owners = new SlotOwners()
    owners.hear([serving(a, 0, 16_383)], a, all)
    expect(owners.hear([serving(b, 5, 5)], c, all)).toBe(false)
    expect(owners.hear([serving(b, 5, 5)], b, all)).toBe(true)
    expect(owners.hear([serving(a, 0, 16_383)], c, all)).toBe(false)
    expect(owners.of(5)).toBe(b)
    expect(owners.hear([serving(c, 5, 5)], b, all)).toBe(true)
    expect(owners.of(5)).toBe(c)
    expect(owners.owns(b)).toBe(false)
  })

  test("changes by anybody's word when its owner cannot be reached", () => {
    const owners = new SlotOwners()
    owners.hear([serving(a, 0, 16_383)], a, all)
    expect(owners.hear([serving(b, 0, 16_383)], c, address => address !== a)).toBe(true)
    expect(owners.addresses).toEqual([b])
  })

  test('a server that does not name its own host is where it was asked', () => {
    const owners = new SlotOwners()
    for (const [slot, host] of ['', '?', null].entries()) {
      owners.hear([{ from: slot, to: slot, master: { host, port: 7 } }], '[::1]:1', all)
      expect(owners.of(slot)).toBe('[::1]:7')
    }
  })
})

test('redirections are told from other failures', () => {
  expect(readRedirection(new ErrorReply('MOVED 3999 10.0.0.1:6381'))).toEqual({
    kind: 'moved',
    slot: 3999,
    address: '10.0.0.1:6381',
  })
  expect(readRedirection(new ErrorReply('ASK 3999 10.0.0.1:6381'))).toEqual({
    kind: 'ask',
    address: '10.0.0.1:6381',
  })
  expect(readRedirection(new ErrorReply('TRYAGAIN Multiple keys request'))).toEqual({ kind: 'try-again' })
  for (const other of [new ErrorReply('ERR no'), new Error('MOVED 1 a:1'), undefined]) {
    expect(readRedirection(other)).toBeUndefined()
  }
})
