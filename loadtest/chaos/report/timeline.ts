import type { HistoryEvent } from '../checker/recorded-history.ts'
import type { FaultWindow } from '../clients/recorder.ts'

/** How a round went, in steps of equal length; times in ms from its begin. */
export interface Timeline {
  stepMs: number
  /** Messages delivered to clients, a second. */
  deliveries: number[]
  /** Clients connected. */
  connected: number[]
  windows: FaultWindow[]
}

const stepMs = 250

/** Draws the timeline of a round out of what was recorded from `begin` on. */
export const traceTimeline = (
  events: readonly HistoryEvent[],
  windows: readonly FaultWindow[],
  begin: number,
): Timeline => {
  const end = events.at(-1)?.at ?? begin
  const steps = Math.max(1, Math.ceil((end - begin) / stepMs))
  const stepOf = (at: number): number => Math.min(steps - 1, Math.floor((at - begin) / stepMs))
  const deliveries = new Array<number>(steps).fill(0)
  const changes = new Array<number>(steps).fill(0)
  let before = 0
  for (const { at, type } of events) {
    const change = type === 'connected' ? 1 : type === 'disconnected' ? -1 : 0
    if (at < begin) before += change
    else changes[stepOf(at)] = (changes[stepOf(at)] ?? 0) + change
    if (type === 'delivered' && at >= begin) deliveries[stepOf(at)] = (deliveries[stepOf(at)] ?? 0) + 1
  }
  let now = before
  const connected = changes.map(change => {
    now += change
    return now
  })
  const relative = windows.map(({ name, start, end: over }) => ({
    ...{ name, start: start - begin, end: Math.min(over, end) - begin },
  }))
  return { stepMs, deliveries: deliveries.map(n => (n * 1000) / stepMs), connected, windows: relative }
}
