import { median } from '../statistics.ts'
import { alignRow, columnWidths } from '../text-columns.ts'
import type { Figures } from './measure.ts'

/** What was measured of one way at one number of senders, a round each. */
export interface Series {
  way: string
  senders: number
  rounds: Figures[]
}

/** A factor to the first way, round by round, and then the middle one. */
const factor = (series: Series, reference: Series, name: keyof Figures): number =>
  median(series.rounds.map((round, n) => round[name] / (reference.rounds[n]?.[name] ?? Number.NaN)))

const middle = ({ rounds }: Series, name: keyof Figures): number => median(rounds.map(round => round[name]))

export interface Row {
  way: string
  senders: number
  /** Factors to the first way. */
  throughput: number
  p99: number
  figures: Figures
}

export const compare = (all: Series[]): Row[] =>
  all.map(series => {
    const reference = all.find(({ senders }) => senders === series.senders) ?? series
    return {
      way: series.way,
      senders: series.senders,
      throughput: factor(series, reference, 'perSecond'),
      p99: factor(series, reference, 'p99Ms'),
      figures: {
        perSecond: middle(series, 'perSecond'),
        p50Ms: middle(series, 'p50Ms'),
        p99Ms: middle(series, 'p99Ms'),
      },
    }
  })

const columns = ['way', 'under way', 'throughput', 'p99', 'a second', 'p50 ms', 'p99 ms']

/** The rows as a table for people. */
export const showRows = (rows: Row[]): string => {
  const cells = rows.map(({ way, senders, throughput, p99, figures }) => [
    way,
    String(senders),
    `x ${throughput.toFixed(2)}`,
    `x ${p99.toFixed(2)}`,
    Math.round(figures.perSecond).toString(),
    figures.p50Ms.toFixed(2),
    figures.p99Ms.toFixed(2),
  ])
  const widths = columnWidths([columns, ...cells])
  const rule = widths.map(width => '-'.repeat(width))
  return [columns, rule, ...cells].map(row => alignRow(row, widths)).join('\n')
}
