import type { ChatMessage, RoomState } from '@socketlink/client'
import { findArrivals } from './arrivals.ts'
import { addPresence, comparePresence, type PresenceLine } from './presence-lines.ts'
import { missed, type Place, type Reading, readAll, startReading } from './reading.ts'

/** What a conversation keeps beside the room's own state. */
export interface Following {
  readonly reading: Reading
  readonly lines: readonly PresenceLine[]
  /** Messages that were the first of the list at some time. */
  readonly seams: ReadonlySet<string>
  /** What came from others with the last change. */
  readonly arrivals: readonly ChatMessage[]
}

export interface Watcher {
  /** The user's name. */
  readonly self: string
  /** Whether the user looks at the newest message. */
  readonly attentive: boolean
  /** How far the room was read on earlier visits. */
  readonly seenBefore: Place | undefined
}

export const notFollowing: Following = {
  reading: { seen: undefined, newAfter: undefined, unseen: 0 },
  lines: [],
  seams: new Set(),
  arrivals: [],
}

const quiet: readonly ChatMessage[] = []

const addSeam = (seams: ReadonlySet<string>, { messages }: RoomState): ReadonlySet<string> => {
  const first = messages[0]?.key
  return first === undefined || seams.has(first) ? seams : new Set([...seams, first])
}

/** What a change of the room, or of the user's attention, makes of it. Before a room was entered nothing is followed. */
export const follow = (
  { reading, lines, seams: known }: Following,
  before: RoomState | undefined,
  after: RoomState,
  { self, attentive, seenBefore }: Watcher,
): Following => {
  if (after.epoch === undefined) return notFollowing
  const seams = addSeam(known, after)
  if (before?.epoch === undefined) {
    const started = startReading(after.messages, seenBefore)
    return { reading: attentive ? readAll(started, after.messages) : started, lines, seams, arrivals: quiet }
  }
  const arrivals = before.messages === after.messages ? quiet : findArrivals(before.messages, after.messages)
  return {
    reading: attentive ? readAll(reading, after.messages) : missed(reading, arrivals.length),
    lines: addPresence(lines, comparePresence(before, after, self), after.messages.at(-1)?.key),
    seams,
    arrivals: arrivals.length === 0 ? quiet : arrivals,
  }
}
