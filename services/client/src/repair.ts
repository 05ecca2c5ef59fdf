import type { HistoryPage } from '@socketlink/contract'
import { createBackOff } from './back-off.ts'
import { createTimer } from './clock.ts'
import type { RequestApi } from './http.ts'
import type { Context } from './options.ts'
import { fillFrom, hasHole, type Timeline } from './timeline.ts'

/** The room as repair sees it. */
export interface RepairTies {
  /** The room we are in, if the connection is up. */
  openRoom(): string | undefined
  timeline(): Timeline
  become(timeline: Timeline): void
  /** The room has to be entered again: it has another epoch. */
  resume(): void
}

export interface Repair {
  /** To be called after every change of the timeline. */
  check(): void
  stop(): void
}

/** The messages of a room, a page at a time. */
export const fetchHistory = (
  http: RequestApi,
  roomName: string,
  query: { before?: number; after?: number; limit?: number },
): Promise<HistoryPage> => http(`/api/rooms/${encodeURIComponent(roomName)}/messages`, { query })

/**
 * Fetches what live delivery has missed: a hole in `seq`, after a moment of grace in which it may close by itself.
 */
export const createRepair = (
  context: Pick<Context, 'clock' | 'timing' | 'random'>,
  http: RequestApi,
  ties: RepairTies,
): Repair => {
  const { clock, timing } = context
  const backOff = createBackOff(context)
  const grace = createTimer(clock)
  let pending = false

  /** Asks for a page of the open room; nothing when the room is another one by the time of the answer. */
  const ask = async (query: { after?: number; limit?: number }): Promise<HistoryPage | undefined> => {
    const roomName = ties.openRoom()
    if (roomName === undefined) return undefined
    const page = await fetchHistory(http, roomName, query)
    return ties.openRoom() === roomName ? page : undefined
  }

  const fill = async (): Promise<void> => {
    pending = true
    try {
      while (hasHole(ties.timeline())) {
        const { whole, epoch } = ties.timeline()
        const page = await ask({ after: whole, limit: 100 })
        if (page === undefined) break
        // A reset while the page was on its way: it answers a question of another epoch.
        if (ties.timeline().epoch !== epoch) continue
        if (page.epoch === epoch) ties.become(fillFrom(ties.timeline(), whole, page))
        else ties.resume()
        if (ties.timeline().whole === whole) break
      }
      backOff.reset()
      pending = false
      if (hasHole(ties.timeline()) && ties.openRoom() !== undefined) schedule(backOff.next())
    } catch {
      schedule(backOff.next())
    }
  }

  const schedule = (ms: number): void => {
    pending = true
    grace.set(ms, () => {
      if (ties.openRoom() !== undefined && hasHole(ties.timeline())) void fill()
      else pending = false
    })
  }

  return {
    check: () => {
      if (ties.openRoom() !== undefined && hasHole(ties.timeline()) && !pending) schedule(timing.holeGraceMs)
    },
    stop: () => {
      grace.clear()
      pending = false
    },
  }
}
