import { describe, expect, it } from 'vitest'
import { countNames } from '../../checker/check-history.ts'
import { describeSoak, type SoakResult } from '../../soak/describe-soak.ts'
import { findLeftovers } from '../../soak/leftover-keys.ts'
import { soakScenarios } from '../../soak/soak-minute.ts'
import { slopeOf } from '../../soak/watch-processes.ts'

it('keys that stay on purpose are no leftovers; members of a room that nobody is in are', () => {
  const before = new Set(['sl:accounts'])
  const meant = [
    'sl:{p01}:room:lobby:head',
    'sl:{p01}:room:lobby:history',
    'sl:{p01}:room:lobby:duplicates:20000',
    'sl:{p01}:messages',
    'sl:{p01}:fenced',
    'sl:{nodes}:fenced',
    'sl:{limit:somebody}:messages',
  ]
  const left = ['sl:{p01}:room:lobby:members', 'sl:{p01}:held:node-1#x', 'sl:{p01}:online']
  expect(findLeftovers(before, new Set(['sl:accounts', ...meant, ...left]))).toEqual(left)
})

it('the slope of a process is told from three samples on', () => {
  const sample = (minute: number, residentMiB: number) => ({ minute, residentMiB, descriptors: 1 })
  expect(slopeOf([sample(1, 100), sample(2, 101)])).toBeUndefined()
  expect(slopeOf([sample(1, 100), sample(2, 102), sample(3, 104)])).toBeCloseTo(2)
  expect(slopeOf([sample(1, 100), sample(2, 104), sample(3, 100)])).toBeCloseTo(0)
})

it('a soak has every fault that needs no stage of its own', () => {
  expect(soakScenarios.length).toBeGreaterThan(10)
})

describe('a soak holds', () => {
  const counts = Object.fromEntries(countNames.map(name => [name, 0])) as SoakResult['minutes'][0]['counts']
  const minute = { minute: 1, scenario: 'flood', counts, failures: [] }
  const good: SoakResult = {
    ...{ minutes: [minute], lives: [], leftovers: [] },
    descriptors: [{ node: 'node-1', before: 30, after: 31 }],
  }

  it('when every minute does, nothing is left in Redis, and descriptors are back', () => {
    expect(describeSoak(good).held).toBe(true)
    expect(describeSoak({ ...good, minutes: [{ ...minute, failures: ['lost 1'] }] }).held).toBe(false)
    expect(describeSoak({ ...good, leftovers: ['sl:{p01}:online'] }).held).toBe(false)
    expect(describeSoak({ ...good, descriptors: [{ node: 'node-1', before: 30, after: 300 }] }).held).toBe(
      false,
    )
    expect(describeSoak({ ...good, minutes: [] }).held).toBe(false)
  })
})
