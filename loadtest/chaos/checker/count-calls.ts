import type { Findings } from './count-messages.ts'
import type { IndexedHistory } from './index-history.ts'
import type { HistoryEvent } from './recorded-history.ts'

const isIn = (events: readonly HistoryEvent[]): boolean => {
  const last = events.findLast(({ type }) => type === 'entered' || type === 'disconnected')
  return last?.type === 'entered'
}

/** Should be in its room at the end, and is not. */
export const countUnreconnected = (history: IndexedHistory): Findings =>
  history.clients
    .filter(({ client, present }) => present && !isIn(history.byClient.get(client) ?? []))
    .map(({ client, roomName }) => `${client} is not back in ${roomName}`)

/** A call as a whole: when it was made, and when it was answered or given up. */
export interface FinishedCall {
  client: string
  name: string
  start: number
  /** When it was meant to be made. */
  due: number
  end: number
  outcome: 'ok' | 'fail' | 'unknown'
  /** The code of a failed one. */
  code?: string
  /** Whether a send was acked as persisted. */
  persisted?: boolean
}

/** Pairs calls with how they ended; one that has not ended is left out. */
export const listCalls = (history: IndexedHistory): FinishedCall[] => {
  const begun = new Map(history.of('invoke').map(event => [event.call, event]))
  return history.of('ok', 'fail', 'unknown').flatMap(event => {
    const call = begun.get(event.call)
    if (call === undefined) return []
    const { client, name, at, due = at } = call
    const details =
      event.type === 'fail' ? { code: event.code } : event.type === 'ok' && event.claim ? event.claim : {}
    return [
      {
        client,
        name,
        start: at,
        due,
        end: event.at,
        outcome: event.type,
        ...('code' in details ? { code: details.code } : {}),
        ...('persisted' in details ? { persisted: details.persisted } : {}),
      },
    ]
  })
}

/** Calls that were never answered and never given up, although every client tells how each of its calls ended. */
export const countUnfinished = (history: IndexedHistory): Findings => {
  const ended = new Set(history.of('ok', 'fail', 'unknown').map(({ call }) => call))
  return history
    .of('invoke')
    .filter(({ call }) => !ended.has(call))
    .map(({ client, name }) => `${client} never learned how its ${name} ended`)
}

/** The longest call, in ms. */
export const longestCall = (history: IndexedHistory): number =>
  Math.max(0, ...listCalls(history).map(({ start, end }) => end - start))

/** For each client that lost its connection after `since`: when it was in its room again, in ms after `since`. */
export const timesBack = (history: IndexedHistory, since: number): number[] =>
  history.clients
    .filter(client => client.present)
    .flatMap(({ client }) => {
      const events = (history.byClient.get(client) ?? []).filter(({ at }) => at >= since)
      if (!events.some(({ type }) => type === 'disconnected')) return []
      const last = events.findLastIndex(({ type }) => type === 'disconnected')
      const back = events.slice(last).find(({ type }) => type === 'entered')
      return [back === undefined ? Number.POSITIVE_INFINITY : back.at - since]
    })
