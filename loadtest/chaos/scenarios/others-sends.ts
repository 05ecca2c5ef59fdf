import { percentile } from '../../statistics.ts'
import { listCalls } from '../checker/count-calls.ts'
import { brokenTime, claim } from './figures.ts'
import type { Claim, Outcome } from './scenario.ts'

/** A time, in ms of `performance.now()`. */
export interface Span {
  from: number
  until: number
}

const sendsIn = ({ history }: Outcome, clients: ReadonlySet<string>, { from, until }: Span) =>
  listCalls(history).filter(
    ({ name, due, client }) => name === 'send_message' && due >= from && due < until && clients.has(client),
  )

/** Medians of a few hundred sends side by side: twice is noise of the machine, more is not. */
const medianAtMost = 3

/**
 * What sends of those who have nothing to do with a fault took meanwhile, side by side with another time, from the moment
 * each was due. A round has too few for a p99: it is told, and judged over the sends of many rounds.
 */
export const othersUnharmed = (
  outcome: Outcome,
  clients: Iterable<string>,
  calm: Span = { from: outcome.begin, until: brokenTime(outcome).start },
  broken: Span = { from: brokenTime(outcome).start, until: brokenTime(outcome).end },
): Claim[] => {
  const names = new Set(clients)
  const sends = sendsIn(outcome, names, broken)
  const times = (some: typeof sends): number[] => some.map(({ due, end }) => end - due)
  const [before, during] = [times(sendsIn(outcome, names, calm)), times(sends)]
  const ratio = (part: number): number => percentile(during, part) / percentile(before, part)
  return [
    claim("others' sends that failed", sends.filter(send => send.outcome !== 'ok').length, 0),
    claim("others' send p50, to before", ratio(0.5), medianAtMost, 'times'),
    { what: "others' send p99, to before", value: ratio(0.99), unit: 'times', samples: { before, during } },
  ]
}
