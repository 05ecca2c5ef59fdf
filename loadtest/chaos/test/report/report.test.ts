import { describe, expect, it } from 'vitest'
import { renderPage } from '../../report/page.ts'
import { holds, joinedClaims, listFailures } from '../../report/summary.ts'
import { renderTable } from '../../report/text-table.ts'
import { traceTimeline } from '../../report/timeline.ts'
import { fault, round, sideBySide, suite } from './suite-to-report-on.ts'

const plain = (_: unknown, text: string): string => text

describe('rounds of one fault together', () => {
  it('the worst value of each claim; one that never came is the worst', () => {
    const claim = (value: number) => ({ what: 'back', value, atMost: 10, unit: 'ms' as const })
    const worst = (...values: number[]) =>
      joinedClaims(fault(...values.map(value => round({ claims: [claim(value)] }))))[0]?.value
    expect(worst(3, 8, 5)).toBe(8)
    expect(worst(3, Number.POSITIVE_INFINITY, 5)).toBe(Number.POSITIVE_INFINITY)
    expect(worst(3, Number.NaN, 5)).toBe(Number.NaN)
  })

  it('a p99 out of all samples, judged when there are ten rounds', () => {
    const few = fault(...Array.from({ length: 9 }, () => round({ claims: [sideBySide(1, 3)] })))
    const many = fault(...few.rounds, round({ claims: [sideBySide(1, 3)] }))
    expect([holds(few), holds(many)]).toEqual([true, false])
    expect(listFailures(many)).toEqual(['all rounds together: p99 ×3 (at most ×2)'])
  })

  it('one round that does not hold is a fault that does not hold', () => {
    expect(holds(fault(round(), round({ failures: ['lost 1'] })))).toBe(false)
  })
})

describe('reports', () => {
  const told = suite(fault(round(), round({ seed: 2, failures: ['lost 1: a message'] })), {
    ...fault(),
    name: 'drought',
    skipped: 'it rains',
  })

  it('as text: a row for each fault, and what does not hold with its seed', () => {
    const text = renderTable(told, plain)
    expect(text).toMatch(/flood +1\/2/)
    expect(text).toMatch(/drought +skipped.*it rains/)
    expect(text).toContain('flood, seed 2: lost 1: a message')
  })

  it('as a page that asks nobody for anything, with what is written in it escaped', () => {
    const windows = [{ name: 'wet', start: 1000, end: 2000 }]
    const timeline = traceTimeline([{ type: 'connected', client: 'ann', at: 500, node: '' }], windows, 0)
    const page = renderPage(suite(fault(round({ timeline }))))
    expect(page).not.toMatch(/<script|<link|\bsrc=|url\(|https?:/)
    expect(page).toContain('water &#60;everywhere&#62;')
    expect(page).toContain('<title>wet</title>')
    expect(page).toContain('prefers-color-scheme: dark')
  })
})

it('a timeline counts deliveries a second and who is connected', () => {
  const at = (ms: number) => ({ client: 'ann', at: 1000 + ms })
  const message = {
    ...{ roomName: 'r', messageId: 'm', senderId: 's', clientMessageId: 'c', epoch: 'e', seq: 1 },
  }
  const timeline = traceTimeline(
    [
      { ...at(-50), type: 'connected', node: '' },
      { ...at(10), type: 'delivered', message },
      { ...at(20), type: 'delivered', message },
      { ...at(300), type: 'disconnected', reason: 'cut' },
      { ...at(600), type: 'connected', node: '' },
      { ...at(990), type: 'delivered', message },
    ],
    [{ name: 'cut', start: 1300, end: 1600 }],
    1000,
  )
  expect(timeline).toEqual({
    ...{ stepMs: 250, deliveries: [8, 0, 0, 4], connected: [1, 0, 1, 1] },
    windows: [{ name: 'cut', start: 300, end: 600 }],
  })
})
