import { describe, expect, it } from 'vitest'
import { makePlan } from '../../k6/plan/plan.ts'
import { levelOverTime, percentileOverTime, rateOverTime, showNumber } from '../../k6/report/figures.ts'
import { judge } from '../../k6/report/judge.ts'
import { renderPage } from '../../k6/report/page.ts'
import { niceCeiling, renderPlot } from '../../k6/report/plot.ts'
import { makeSummary } from '../support/make-summary.ts'

const plan = makePlan({ scenario: 'spike', profile: 'small', runId: 'run', url: 'http://127.0.0.1:1' })
const render = (changes = {}, about = ['3 nodes']) => {
  const summary = makeSummary(plan, changes)
  return renderPage(plan, summary, judge(plan, summary), { about, at: Date.UTC(2030, 0, 2, 3, 4) })
}

describe('the page', () => {
  it('is one file that loads nothing from anywhere', () => {
    const page = render()
    expect(page).not.toMatch(/\b(src|href|url|import|script)\b\s*[=(:]|https?:|@import|<script/i)
  })

  it('says how the run ended, and what did not hold', () => {
    expect(render()).toContain('Passed: every limit held')
    const failed = render({ lost: 2, send_lag_ms: 5000 })
    expect(failed).toContain('Failed: 2 of')
    expect(failed).toContain('lost is 2, must be 0')
    expect(failed).toContain('The generator itself was too slow')
  })

  it('is drawn for light and for dark', () => {
    expect(render()).toContain('prefers-color-scheme: dark')
  })

  it('shows what it is given as text', () => {
    const page = render({}, ['<img src=x onerror=alert(1)> & "more"'])
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;more&quot;')
    expect(page).not.toContain('<img')
  })

  it('has a picture for each question, with a name for those who cannot see it', () => {
    expect(render().match(/<svg [^>]*role="img" aria-label="[^"]+"/g)).toHaveLength(5)
  })
})

describe('values over time', () => {
  const summary = makeSummary(plan)

  it('have gaps where nothing was measured', () => {
    const values = percentileOverTime(plan, summary, 'e2e_ms', 'p(99)')
    expect(values.slice(0, 3)).toEqual([undefined, 1, 2])
    expect(rateOverTime(plan, summary, 'e2e_ms').slice(0, 2)).toEqual([0, 100 / plan.buckets.seconds])
  })

  it('of a level are its running sum', () => {
    expect(new Set(levelOverTime(plan, summary, 'connections'))).toEqual(new Set([plan.sockets]))
  })

  it('are drawn up to a round number, with a break at each gap', () => {
    expect([0, 0.3, 4, 12, 51, 100].map(niceCeiling)).toEqual([1, 0.5, 5, 20, 100, 100])
    const line = { name: 'x', tone: 1 as const, values: [1, 2, undefined, 4] }
    const svg = renderPlot({ title: 't', unit: 'ms', lines: [line], bucketSeconds: 1, marks: [] })
    expect(/ d="([^"]*)"/.exec(svg)?.[1]?.match(/M/g)).toHaveLength(2)
  })

  it('are shown with as many digits as say something', () => {
    expect([0, 0.123, 12.34, 1234.5, 1_234_567].map(showNumber)).toEqual([
      '0',
      '0.12',
      '12.3',
      '1\u202f235',
      '1\u202f234\u202f567',
    ])
  })
})
