import type { Finding } from '../bench.ts'
import type { Machine } from '../machine.ts'
import { isReached, showNumber, showSpread, showTarget } from './figures.ts'

const cell = (words: string, kind = ''): string => `<td${kind && ` class="${kind}"`}>${words}</td>`

const row = (finding: Finding): string => {
  const reached = isReached(finding)
  const mark = reached === undefined ? '' : reached ? 'yes' : 'no'
  return `<tr>${[
    cell(finding.what),
    cell(`${showSpread(finding.socketlink)} ${finding.unit}`),
    cell(finding.stock ? `${showSpread(finding.stock)} ${finding.unit}` : ''),
    cell(showNumber(finding.value), mark),
    cell(showTarget(finding)),
  ].join('')}</tr>`
}

const style = `
  :root { color-scheme: light dark }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  table { border-collapse: collapse; width: 100%; font-size: 14px }
  td, th { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8884 }
  .yes::before { content: "✓ "; color: #2f9e6e } .no::before { content: "✗ "; color: #e5534b }
  svg { max-width: 100%; height: auto; margin: 1rem 0 }`

/** One page with everything; it needs nothing beside itself. */
export const drawPage = (
  findings: readonly Finding[],
  plots: Record<string, string>,
  { processor, cores, memoryGiB, system, node, redis, nginx }: Machine,
  took: string,
): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>SocketLink benchmark</title>
<style>${style}
</style>
<h1>SocketLink beside stock Socket.IO</h1>
<p>${cores} × ${processor}, ${memoryGiB} GiB, ${system}; Node.js ${node}, Redis ${redis}, nginx ${nginx}; took ${took}.
Medians, and the range of the rounds. The value is SocketLink ÷ stock where stock is shown.</p>
<table>
<tr><th>what</th><th>SocketLink</th><th>stock</th><th>value</th><th>target</th></tr>
${findings.map(row).join('\n')}
</table>
${Object.values(plots).join('\n')}
</html>
`
