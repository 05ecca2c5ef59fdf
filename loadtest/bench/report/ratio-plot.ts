import type { Finding } from '../bench.ts'
import { showNumber } from './figures.ts'
import { drawing, line, rect, text } from './svg.ts'

const width = 820
const [labels, figures, rowHeight, top] = [430, 60, 26, 34]

/** What SocketLink takes when stock takes 1, for everything that is better when it is less; the target as a mark. */
export const drawRatios = (findings: readonly Finding[]): string => {
  const shown = findings.filter(
    ({ socketlink, stock, value, target }) =>
      stock && target && 'most' in target && value === socketlink.median / stock.median,
  )
  const scale = (width - labels - figures) / Math.max(1, ...shown.map(({ value }) => value))
  const rows = shown.flatMap((finding, n) => {
    const y = top + n * rowHeight
    const target = finding.target && 'most' in finding.target ? finding.target.most : 1
    return [
      text(labels - 10, y + 14, finding.what, '', 'end'),
      rect(labels, y + 3, scale, rowHeight - 12, 'track'),
      rect(labels, y + 3, finding.value * scale, rowHeight - 12, 'a'),
      line(labels + target * scale, y, labels + target * scale, y + rowHeight - 6, 'target'),
      text(labels + Math.max(finding.value, target) * scale + 8, y + 14, showNumber(finding.value), 'strong'),
    ]
  })
  const bottom = top + shown.length * rowHeight
  const title = 'SocketLink where stock Socket.IO is 1 (less is better; dashed: the target)'
  return drawing(width, bottom + 20, title, [
    ...rows,
    line(labels + scale, top - 6, labels + scale, bottom, 'axis'),
    text(labels + scale, bottom + 14, 'stock', 'small', 'middle'),
  ])
}
