import type { Plan } from '../plan/plan.ts'
import { levelOverTime, percentileOverTime, rateOverTime, showNumber } from './figures.ts'
import { escapeHtml } from './html.ts'
import type { Judgement, Summary, Verdict } from './judge.ts'
import { listMarks } from './marks.ts'
import type { Plot } from './plot.ts'
import { renderPlot } from './plot.ts'
import { style } from './style.ts'
import { explainFailure, trends } from './terminal.ts'

export interface PageFacts {
  /** Lines about the cluster and the generator. */
  about: string[]
  /** Unix ms. */
  at: number
}

const plots = (plan: Plan, summary: Summary): Plot[] => {
  const common = { bucketSeconds: plan.buckets.seconds, marks: listMarks(plan) }
  const line = (metric: string, stat: string) => percentileOverTime(plan, summary, metric, stat)
  return [
    {
      ...common,
      title: 'Deliveries',
      unit: 'a second',
      lines: [{ name: 'deliveries', tone: 1, values: rateOverTime(plan, summary, 'e2e_ms') }],
    },
    {
      ...common,
      title: 'From the moment a message is due to its delivery',
      unit: 'ms',
      lines: [
        { name: 'median', tone: 1, values: line('e2e_ms', 'med') },
        { name: '95 %', tone: 2, values: line('e2e_ms', 'p(95)') },
        { name: '99 %', tone: 3, values: line('e2e_ms', 'p(99)') },
      ],
    },
    {
      ...common,
      title: 'From the moment a message is due to its ack',
      unit: 'ms',
      lines: [
        { name: 'median', tone: 1, values: line('ack_ms', 'med') },
        { name: '99 %', tone: 3, values: line('ack_ms', 'p(99)') },
      ],
    },
    {
      ...common,
      title: 'Connections',
      unit: 'open',
      lines: [{ name: 'connections', tone: 1, values: levelOverTime(plan, summary, 'connections') }],
    },
    {
      ...common,
      title: 'How late the generator itself was',
      unit: 'ms',
      lines: [{ name: '99 % of sends', tone: 2, values: line('send_lag_ms', 'p(99)') }],
    },
  ]
}

const tile = (value: string, label: string): string => `<li><b>${value}</b><span>${label}</span></li>`

const tiles = (plan: Plan, summary: Summary): string => {
  const { metrics } = summary
  const delivered = metrics.e2e_ms?.values ?? {}
  const peak = Math.max(0, ...rateOverTime(plan, summary, 'e2e_ms').map(rate => rate ?? 0))
  return `<ul class="tiles">${[
    tile(showNumber(plan.sockets), 'connections'),
    tile(showNumber(delivered.count ?? 0), 'deliveries'),
    tile(showNumber(peak), 'a second at most'),
    tile(`${showNumber(delivered.med ?? 0)} ms`, 'median to delivery'),
    tile(`${showNumber(delivered['p(99)'] ?? 0)} ms`, '99 % to delivery'),
    tile(showNumber(metrics.lost?.values.count ?? 0), 'lost'),
  ].join('')}</ul>`
}

const table = (head: string[], rows: string[][]): string => {
  const isNumber = (text = '') => /^[\d\u202f.–]+$/.test(text)
  const numeric = head.map((_, column) => rows.length > 0 && rows.every(row => isNumber(row[column])))
  const cell = (tag: string) => (text: string, column: number) =>
    `<${tag}${numeric[column] ? ' class="number"' : ''}>${text}</${tag}>`
  const body = rows.map(row => `<tr>${row.map(cell('td')).join('')}</tr>`).join('')
  return `<div class="scroll"><table><thead><tr>${head.map(cell('th')).join('')}</tr></thead><tbody>${body}</tbody></table></div>`
}

const limits = (judgements: Judgement[]): string =>
  table(
    ['what must hold', 'metric', 'limit', 'measured', ''],
    judgements.map(({ meaning, metric, expression, value, ok }) => [
      escapeHtml(meaning),
      metric,
      escapeHtml(expression),
      value === undefined ? '–' : showNumber(value),
      ok ? '<span class="good">held</span>' : '<span class="bad">crossed</span>',
    ]),
  )

const times = ({ metrics }: Summary): string =>
  table(
    ['ms', 'count', 'min', 'median', '95 %', '99 %', 'max'],
    trends.flatMap(([name, metric]) => {
      const values = metrics[metric]?.values ?? {}
      if ((values.count ?? 0) === 0) return []
      const stats = ['count', 'min', 'med', 'p(95)', 'p(99)', 'max']
      return [[name, ...stats.map(stat => showNumber(values[stat] ?? 0))]]
    }),
  )

const sayVerdict = ({ passed, overloaded, judgements }: Verdict): string => {
  if (passed) return '<p class="verdict good">Passed: every limit held</p>'
  const failed = judgements.filter(({ ok }) => !ok)
  const list = failed.map(judgement => `<li>${escapeHtml(explainFailure(judgement))}</li>`).join('')
  const advice = overloaded
    ? '<p class="warn">The generator itself was too slow, so these figures say little about the cluster.</p>'
    : ''
  return `<p class="verdict bad">Failed: ${failed.length} of ${judgements.length} limits</p>${advice}<ul>${list}</ul>`
}

/** The whole report: one file, which loads nothing from anywhere. */
export const renderPage = (plan: Plan, summary: Summary, verdict: Verdict, facts: PageFacts): string => {
  const name = `${plan.scenario}, ${plan.profile}`
  const when = new Date(facts.at).toISOString().slice(0, 16).replace('T', ' ')
  const numbers = [
    `${showNumber(plan.sockets)} connections in ${showNumber(plan.rooms)} rooms`,
    `${showNumber(plan.users)} users`,
    `${showNumber(plan.messagesPerSecond)} messages a second for ${showNumber(plan.seconds)} s`,
  ]
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(name)} · SocketLink load test</title><style>${style}</style></head><body>`,
    `<header><h1>${escapeHtml(name)}</h1><p>${escapeHtml(plan.about)}</p>`,
    `<p class="quiet">${escapeHtml(numbers.join(', '))}<br>${facts.about.map(escapeHtml).join('<br>')}<br>${when} UTC</p>`,
    `${sayVerdict(verdict)}${tiles(plan, summary)}</header>`,
    `<main><h2>Over the run</h2>${plots(plan, summary).map(renderPlot).join('')}`,
    `<h2>Times</h2>${times(summary)}`,
    `<h2>Limits</h2>${limits(verdict.judgements)}</main></body></html>\n`,
  ].join('\n')
}
