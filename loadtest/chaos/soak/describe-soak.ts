import type { CountName } from '../checker/check-history.ts'
import { type ProcessLife, slopeOf } from './watch-processes.ts'

export interface SoakMinute {
  minute: number
  scenario: string
  counts: Record<CountName, number>
  failures: string[]
}

export interface SoakResult {
  minutes: SoakMinute[]
  lives: ProcessLife[]
  /** Keys of Redis that nothing is meant to keep. */
  leftovers: string[]
  /** Of each node, before anybody came and after everybody had gone. */
  descriptors: { node: string; before: number; after: number }[]
}

const told: readonly CountName[] = [
  'lost',
  'phantom',
  'duplicated',
  'outOfOrder',
  'missed',
  'ghosts',
  'doubledLeaves',
]
/** A process has warmed up after so many samples. */
const warmUp = 5
/** Connections that nginx keeps open for the next request, and those the health checks have just used. */
const idleConnections = 40

const describeLife = ({ node, pid, samples }: ProcessLife): string => {
  const settled = samples.length > 2 * warmUp ? samples.slice(warmUp) : samples
  const slope = slopeOf(settled)
  const [first, last] = [settled[0], settled.at(-1)]
  const grown =
    slope === undefined ? 'too short to tell' : `${slope >= 0 ? '+' : ''}${slope.toFixed(2)} MiB a minute`
  const from = `${first?.residentMiB.toFixed(0)} → ${last?.residentMiB.toFixed(0)} MiB`
  return `  ${node} (process ${pid}), minutes ${first?.minute}–${last?.minute}: ${from}, ${grown}`
}

/** The end of a soak in words, and whether all of it held. */
export const describeSoak = ({
  minutes,
  lives,
  leftovers,
  descriptors,
}: SoakResult): { text: string; held: boolean } => {
  const sums = told.map(name => `${name} ${minutes.reduce((sum, { counts }) => sum + counts[name], 0)}`)
  const failed = minutes.filter(({ failures }) => failures.length > 0)
  const grown = descriptors.filter(({ before, after }) => after > before + idleConnections)
  const text = [
    '',
    `${minutes.length} minutes, ${failed.length} in which something did not hold`,
    `counts: ${sums.join(', ')}`,
    'memory:',
    ...lives.map(describeLife),
    `descriptors: ${descriptors.map(({ node, before, after }) => `${node} ${before} → ${after}`).join(', ')}`,
    `keys left behind in Redis: ${leftovers.length}${leftovers.length > 0 ? ` (${leftovers.slice(0, 5).join(', ')})` : ''}`,
  ].join('\n')
  return {
    text,
    held: minutes.length > 0 && failed.length === 0 && leftovers.length === 0 && grown.length === 0,
  }
}
