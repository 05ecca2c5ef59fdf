import { columnWidths } from '../../text-columns.ts'
import type { Finding } from '../bench.ts'
import { isReached, showNumber, showSpread, showTarget } from './figures.ts'

const headings = ['', 'what', 'SocketLink', 'stock', 'unit', 'value', 'target']

const row = (finding: Finding): string[] => {
  const reached = isReached(finding)
  return [
    reached === undefined ? ' ' : reached ? '✓' : '✗',
    finding.what,
    showSpread(finding.socketlink),
    finding.stock ? showSpread(finding.stock) : '',
    finding.unit,
    showNumber(finding.value),
    showTarget(finding),
  ]
}

/** The findings as a table for a terminal. */
export const drawTable = (findings: readonly Finding[]): string => {
  const rows = [headings, ...findings.map(row)]
  const widths = columnWidths(rows)
  return rows
    .map(cells =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
