import { alignRow, columnWidths } from '../../text-columns.ts'
import type { CountName } from '../checker/check-history.ts'
import {
  describeClaim,
  type FaultSummary,
  holds,
  joinedClaims,
  listFailures,
  type SuiteSummary,
  sumCount,
} from './summary.ts'

/** The counts that stand in every table; the others are told when they are not 0. */
export const mainCounts: readonly CountName[] = [
  ...(['lost', 'phantom', 'duplicated', 'outOfOrder', 'missed', 'ghosts'] as const),
]

type Paint = (style: 'green' | 'red' | 'yellow' | 'dim' | 'bold', text: string) => string

const heads = ['fault', 'held', 'lost', 'phantom', 'dup', 'ooo', 'missed', 'ghosts']

const rowOf = (fault: FaultSummary): string[] => {
  if (fault.skipped !== undefined) return [fault.name, 'skipped', ...mainCounts.map(() => '-')]
  const held = fault.rounds.filter(({ failures }) => failures.length === 0).length
  const counts = mainCounts.map(name => String(sumCount(fault, name)))
  return [fault.name, `${held}/${fault.rounds.length}`, ...counts]
}

const detailsOf = (fault: FaultSummary): string =>
  fault.skipped ?? joinedClaims(fault).map(describeClaim).join(', ')

/** The summary as text, a row for each fault; what does not hold is told below. */
export const renderTable = (suite: SuiteSummary, paint: Paint): string => {
  const widths = columnWidths([heads, ...suite.faults.map(rowOf)])
  const lines = suite.faults.map(fault => {
    const style = fault.skipped !== undefined ? 'yellow' : holds(fault) ? 'green' : 'red'
    return `${paint(style, alignRow(rowOf(fault), widths))}  ${paint('dim', detailsOf(fault))}`
  })
  const failures = suite.faults.flatMap(fault => listFailures(fault).map(text => `${fault.name}, ${text}`))
  const broken =
    failures.length === 0
      ? []
      : ['', paint('red', 'What does not hold:'), ...failures.map(line => `  ${line}`)]
  return [paint('bold', alignRow(heads, widths)), ...lines, ...broken].join('\n')
}
