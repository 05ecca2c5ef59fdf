import type { CountName } from '../checker/check-history.ts'
import { countNames } from '../checker/check-history.ts'
import {
  describeClaim,
  type FaultSummary,
  joinedClaims,
  listFailures,
  type SuiteSummary,
  sumCount,
} from './summary.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|')

/** The counts that are not 0, or that all are. */
const describeCounts = (fault: FaultSummary): string => {
  const found = countNames.filter((name: CountName) => sumCount(fault, name) > 0)
  if (found.length === 0) return 'all counts 0'
  return `${found.map(name => `${name} ${sumCount(fault, name)}`).join(', ')}; all others 0`
}

const heldOf = (fault: FaultSummary): string => {
  if (fault.skipped !== undefined) return 'skipped'
  const held = fault.rounds.filter(({ failures }) => failures.length === 0).length
  const broken = listFailures(fault).length > 0 && held === fault.rounds.length
  return `${held} of ${fault.rounds.length}${broken ? ', not together' : ''}`
}

const rowOf = (fault: FaultSummary): string => {
  const claims = joinedClaims(fault).map(describeClaim)
  const measured = fault.skipped ?? [describeCounts(fault), ...claims].join('; ')
  return `| \`${fault.name}\`: ${cell(fault.fault)} | ${cell(fault.promise)} | ${heldOf(fault)} | ${cell(measured)} |`
}

/** The summary as a table for a page of documentation: the worst of all rounds, the p99 of all together. */
export const renderMarkdown = (suite: SuiteSummary): string =>
  [
    `\`${suite.command}\`, ${suite.date}, ${suite.machine}.`,
    '',
    '| fault | must hold | held | measured, worst of all rounds |',
    '| --- | --- | --- | --- |',
    ...suite.faults.map(rowOf),
    '',
  ].join('\n')
