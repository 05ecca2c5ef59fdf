import { expect, it } from 'vitest'
import { type Send, schedule } from '../../clients/steady-load.ts'

const first = (count: number, seed: number, client: number): Send[] => {
  const sends = schedule({ seed, perSecond: 2 }, client)
  return Array.from({ length: count }, () => sends.next().value as Send)
}

it('the seed decides every send, and each client has sends of its own', () => {
  expect(first(50, 7, 3)).toEqual(first(50, 7, 3))
  expect(first(50, 7, 3)).not.toEqual(first(50, 8, 3))
  expect(first(50, 7, 3)).not.toEqual(first(50, 7, 4))
})

it('sends are steady, and some are repeated', () => {
  const sends = first(2000, 1, 0)
  const gaps = sends.slice(1).map(({ at }, n) => at - (sends[n] as Send).at)
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(250)
  expect(Math.max(...gaps)).toBeLessThanOrEqual(750)
  expect((sends.at(-1) as Send).at / 1000).toBeCloseTo(1000, -2)
  const repeated = sends.filter(({ repeat }) => repeat).length
  expect(repeated).toBeGreaterThan(50)
  expect(repeated).toBeLessThan(200)
})
