import { percentile } from '../../statistics.ts'
import { listCalls, timesBack } from '../checker/count-calls.ts'
import type { Claim, Outcome } from './scenario.ts'

/** The time in which a round was broken, from its first fault to the end of its last. */
export const brokenTime = ({ windows }: Outcome): { start: number; end: number } => ({
  start: Math.min(...windows.map(({ start }) => start)),
  end: Math.max(...windows.map(({ end }) => end)),
})

/** A number that the scenario has counted or measured itself. */
export const claim = (what: string, value: number, atMost: number, unit: Claim['unit'] = ''): Claim => ({
  ...{ what, value, atMost, unit },
})

/** A number that is told and has no bound. */
export const told = (what: string, value: number, unit: Claim['unit'] = ''): Claim => ({ what, value, unit })

/** No call of any client took longer. */
export const longestCallWithin = ({ verdict }: Outcome, atMost: number): Claim =>
  claim('longest call', verdict.longestCallMs, atMost, 'ms')

/** Clients that lost their connection are in their rooms again so long after the begin of the fault. */
export const clientsBackWithin = (outcome: Outcome, atMost: number | undefined, part = 1): Claim => {
  const times = timesBack(outcome.history, brokenTime(outcome).start)
  const what = part === 1 ? 'clients back' : `${part * 100} % of clients back`
  const value = part === 1 ? Math.max(0, ...times) : percentile(times, part)
  return atMost === undefined ? told(what, value, 'ms') : claim(what, value, atMost, 'ms')
}

/** So many clients lost their connection. */
export const clientsLost = (outcome: Outcome, atMost: number): Claim => {
  const { start } = brokenTime(outcome)
  const lost = outcome.history.of('disconnected').filter(({ at }) => at >= start)
  return claim('connections lost', lost.length, atMost)
}

/** Sends made while it was broken were answered, one way or another, so soon. */
export const sendsAnsweredWithin = (outcome: Outcome, atMost: number): Claim => {
  const { start, end } = brokenTime(outcome)
  const times = listCalls(outcome.history)
    .filter(call => call.name === 'send_message' && call.start >= start && call.start < end)
    .map(call => call.end - call.start)
  return claim('sends answered', Math.max(0, ...times), atMost, 'ms')
}

/** Every client that is there in the end has a new message of its room so long after the end of the fault. */
export const deliveryBackWithin = (outcome: Outcome, atMost: number): Claim => {
  const { end } = brokenTime(outcome)
  const first = new Map<string, number>()
  for (const { client, at, message } of outcome.history.of('delivered'))
    if (at >= end && message.seq !== undefined && !first.has(client)) first.set(client, at - end)
  const times = outcome.history.clients
    .filter(({ present }) => present)
    .map(({ client }) => first.get(client) ?? Number.POSITIVE_INFINITY)
  return claim('delivery back', Math.max(...times), atMost, 'ms')
}

/** Whether a node, or any, wrote a line with this event since it was broken. */
export const hasLogged = ({ stage, windows }: Outcome, event: string, node?: string): boolean =>
  stage.log.events.some(
    line =>
      line.event === event &&
      (node ?? line.node) === line.node &&
      line.at >= Math.min(...windows.map(w => w.start)),
  )
