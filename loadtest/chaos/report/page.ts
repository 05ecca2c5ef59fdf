import { escapeText } from '../../escape-text.ts'
import { drawTimeline } from './picture.ts'
import {
  describeClaim,
  type FaultSummary,
  holds,
  joinedClaims,
  listFailures,
  type SuiteSummary,
  sumCount,
} from './summary.ts'
import { mainCounts } from './text-table.ts'

const style = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #d9dee5; --paper: #fff; --good: #1a7f37;
  --bad: #c62828; --fill: #9db8e8; --stroke: #b3541e; --band: #f3c6c6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --soft: #9aa5b4; --line: #333c49; --paper: #14181f;
  --good: #5bc27b; --bad: #ff7b72; --fill: #3d5c94; --stroke: #f0a35e; --band: #5a2a2e; } }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.05rem; margin: 2.25rem 0 .1rem; }
p { margin: .2rem 0; } .soft { color: var(--soft); } code { font-size: .9em; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; margin-top: 1rem; font-variant-numeric: tabular-nums; }
th, td { text-align: right; white-space: nowrap; padding: .25rem .6rem; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; white-space: normal; } a { color: inherit; }
.good { color: var(--good); } .bad { color: var(--bad); } ul { margin: .3rem 0; padding-left: 1.2rem; }
svg { width: 100%; height: auto; display: block; margin-top: .4rem; } svg text { font-size: 10px; fill: var(--soft); }
.band { fill: var(--band); } .deliveries { fill: var(--fill); } .connected { fill: none; stroke: var(--stroke); stroke-width: 1.6; }
.axis { stroke: var(--line); } svg .connected-text { fill: var(--stroke); }
.key { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; } .key span::before { content: ''; display: inline-block; width: .8em; height: .8em;
  margin-right: .4em; background: var(--fill); } .key .line::before { background: var(--stroke); height: .2em; vertical-align: middle; }
.key .red::before { background: var(--band); }
`

const verdictOf = (fault: FaultSummary): string => {
  if (fault.skipped !== undefined) return '<span class="soft">skipped</span>'
  const held = fault.rounds.filter(({ failures }) => failures.length === 0).length
  return `<span class="${holds(fault) ? 'good' : 'bad'}">${held} of ${fault.rounds.length}</span>`
}

const rowOf = (fault: FaultSummary): string => {
  const counts = mainCounts.map(name => {
    const sum = sumCount(fault, name)
    return `<td${sum > 0 ? ' class="bad"' : ''}>${fault.skipped === undefined ? sum : '–'}</td>`
  })
  return `<tr><td><a href="#${fault.name}">${escapeText(fault.fault)}</a></td><td>${verdictOf(fault)}</td>${counts.join('')}</tr>`
}

/** The round to show: the first that did not hold, else the first. */
const roundToShow = ({ rounds }: FaultSummary) =>
  rounds.find(({ failures }) => failures.length > 0) ?? rounds[0]

const sectionOf = (fault: FaultSummary): string => {
  const round = roundToShow(fault)
  const failures = listFailures(fault).map(text => `<li class="bad">${escapeText(text)}</li>`)
  const claims = joinedClaims(fault).map(claim => `<li>${escapeText(describeClaim(claim))}</li>`)
  return [
    `<section id="${fault.name}"><h2>${escapeText(fault.fault)}</h2>`,
    `<p class="soft"><code>${fault.name}</code> · must hold: ${escapeText(fault.promise)}</p>`,
    fault.skipped === undefined ? '' : `<p>Skipped: ${escapeText(fault.skipped)}.</p>`,
    `<ul>${claims.join('')}${failures.join('')}</ul>`,
    round?.timeline === undefined ? '' : drawTimeline(round.timeline, `${fault.fault}, seed ${round.seed}`),
    '</section>',
  ].join('')
}

/** The summary as one HTML page that needs nothing else, in light and dark. */
export const renderPage = (suite: SuiteSummary): string => {
  const heads = ['fault', 'held', 'lost', 'phantom', 'duplicated', 'out of order', 'missed', 'ghosts']
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>SocketLink under fault</title>',
    '<meta name="viewport" content="width=device-width">',
    `<style>${style}</style></head><body><h1>SocketLink under fault</h1>`,
    `<p class="soft">${escapeText(suite.date)} · ${escapeText(suite.machine)} · ${Math.round(suite.seconds)} s</p>`,
    `<p><code>${escapeText(suite.command)}</code></p>`,
    `<div class="scroll"><table><thead><tr>${heads.map(head => `<th>${head}</th>`).join('')}</tr></thead>`,
    `<tbody>${suite.faults.map(rowOf).join('')}</tbody></table></div>`,
    '<p class="soft key"><span>messages delivered a second</span><span class="line">clients connected</span><span class="red">broken</span></p>',
    ...suite.faults.map(sectionOf),
    '</body></html>\n',
  ].join('\n')
}
