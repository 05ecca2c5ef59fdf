import type { JoinResult, Message, ProvisionalMessage } from '@socketlink/contract'

/**
 * The messages of a room as far as they are known. Pure: every function here returns a new timeline and leaves the old
 * one as it was. A `seq` means something only within its `epoch`; when the epoch changes, what is there moves to `past`.
 *
 * Only the answer to `join_room` changes the epoch. Whatever else names another one may be the first to tell of a new
 * epoch, or an echo of one that was left, and epochs can come back: it is not taken in, and the room has to be asked.
 */
export interface Timeline {
  readonly epoch: string | undefined
  /** Of earlier epochs, in the order they were shown. */
  readonly past: readonly Message[]
  /** What the room has in this epoch, by `seq`; the oldest may have been sent in an earlier one. */
  readonly messages: readonly Message[]
  /** Delivered without a `seq`, while Redis was away. */
  readonly provisional: readonly ProvisionalMessage[]
  /** From this `seq` on every message is wanted; what is older comes page by page. */
  readonly floor: number
  /** The last `seq` before the first hole: where a resume begins. */
  readonly whole: number
  /** The newest `seq` known to exist. */
  readonly head: number
  /** Nothing older is kept. */
  readonly fromStart: boolean
}

export const emptyTimeline: Timeline = {
  epoch: undefined,
  past: [],
  messages: [],
  provisional: [],
  floor: 1,
  whole: 0,
  head: 0,
  fromStart: false,
}

/** Whether something is of another epoch than ours, so that the room has to be asked which one holds. */
export const isElsewhere = (timeline: Timeline, { epoch }: { epoch?: string }): boolean =>
  epoch !== undefined && epoch !== timeline.epoch

export const hasHole = ({ whole, head }: Timeline): boolean => whole < head

export const hasOlder = ({ messages, floor, fromStart }: Timeline): boolean =>
  !fromStart && (messages[0]?.seq ?? floor) > 1

type AnyMessage = Message | ProvisionalMessage

const isSame = (one: AnyMessage, other: AnyMessage): boolean =>
  one.messageId === other.messageId ||
  (one.clientMessageId !== undefined &&
    one.clientMessageId === other.clientMessageId &&
    one.senderId === other.senderId)

/** Adds to a list ordered by seq what it does not have. */
const merge = (known: readonly Message[], added: readonly Message[]): readonly Message[] => {
  const last = known.at(-1)?.seq ?? 0
  // Nearly always one message behind all others.
  if (added.length === 1 && (added[0]?.seq ?? 0) > last) return [...known, ...added]
  const bySeq = new Map([...added, ...known].map(message => [message.seq, message]))
  if (bySeq.size === known.length) return known
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}

const without = (messages: readonly Message[], taken: readonly Message[]): readonly Message[] => {
  if (messages.length === 0) return messages
  const ids = new Set(taken.map(message => message.messageId))
  return messages.filter(message => !ids.has(message.messageId))
}

/** Provisional messages that are not in the history by now. */
const unplaced = (
  provisional: Timeline['provisional'],
  placed: readonly Message[],
): Timeline['provisional'] => {
  const rest = provisional.filter(message => !placed.some(other => isSame(message, other)))
  return rest.length < provisional.length ? rest : provisional
}

/** Adds messages of this epoch; what came back from the past is no longer past. */
const add = (timeline: Timeline, added: readonly Message[]): Timeline => ({
  ...timeline,
  past: without(timeline.past, added),
  messages: merge(timeline.messages, added),
  provisional: unplaced(timeline.provisional, added),
})

/** Brings `whole` and `head` up to date with the messages. */
const measure = (timeline: Timeline): Timeline => {
  const { messages, floor } = timeline
  let whole = Math.max(timeline.whole, floor - 1)
  let index = messages.length
  while (index > 0 && (messages[index - 1]?.seq ?? 0) > whole) index--
  while (messages[index]?.seq === whole + 1) {
    whole++
    index++
  }
  return { ...timeline, whole, head: Math.max(timeline.head, whole, messages.at(-1)?.seq ?? 0) }
}

/** Begins an epoch: all that was there is past, but for what comes again. */
const begin = (
  timeline: Timeline,
  epoch: Timeline['epoch'],
  floor: number,
  messages: readonly Message[],
): Timeline =>
  measure({
    epoch,
    past: without([...timeline.past, ...timeline.messages], messages),
    messages: merge([], messages),
    provisional: unplaced(timeline.provisional, messages),
    floor,
    whole: floor - 1,
    head: 0,
    fromStart: false,
  })

/** Whether a `seq` we have stands for another message now: Redis came back with less than it had promised. */
const contradicts = ({ messages }: Timeline, { seq, messageId }: Message): boolean => {
  // Nearly always behind all that is here.
  if (seq > (messages.at(-1)?.seq ?? 0)) return false
  const known = messages.find(message => message.seq === seq)
  return known !== undefined && known.messageId !== messageId
}

/** Adds a message that belongs to the order of this epoch. */
const place = (timeline: Timeline, message: Message): Timeline =>
  contradicts(timeline, message)
    ? begin(timeline, timeline.epoch, message.seq, [message])
    : measure(add(timeline, [message]))

const receiveOne = (timeline: Timeline, message: AnyMessage): Timeline => {
  const { past, messages, provisional } = timeline
  if (message.seq === undefined) {
    if ([...past, ...messages, ...provisional].some(known => isSame(known, message))) return timeline
    return { ...timeline, provisional: [...provisional, message] }
  }
  return isElsewhere(timeline, message) ? timeline : place(timeline, message)
}

/** Takes live messages in, in any order and however often; those of another epoch not at all. */
export const receive = (timeline: Timeline, messages: readonly AnyMessage[]): Timeline =>
  messages.reduce(receiveOne, timeline)

/** Takes in what an answer holds of this epoch, and its newest `seq`, so that a hole at the end is seen. */
const read = (timeline: Timeline, messages: readonly Message[], seq: number): Timeline => {
  const placed = messages.reduce(place, timeline)
  return seq > placed.head ? { ...placed, head: seq } : placed
}

/** Takes in the answer to `join_room` together with its `message_history`. Its epoch holds, whichever it is. */
export const enter = (
  timeline: Timeline,
  { epoch, seq, recovery }: Pick<JoinResult, 'epoch' | 'seq' | 'recovery'>,
  history: readonly Message[],
): Timeline => {
  const floor = history[0]?.seq ?? seq + 1
  if (recovery === 'reset' || epoch !== timeline.epoch)
    return read(begin(timeline, epoch, floor, history), [], seq)
  const known = read(timeline, history, seq)
  return recovery === 'complete' ? known : measure({ ...known, floor: Math.max(known.floor, floor) })
}

/** Takes in a page of this epoch, asked for with `after`. What it should begin with but does not is no longer kept. */
export const fillFrom = (
  timeline: Timeline,
  after: number,
  page: { messages: readonly Message[]; seq: number },
): Timeline => {
  const filled = read(timeline, page.messages, page.seq)
  const first = page.messages[0]?.seq ?? page.seq + 1
  return first > after + 1 ? measure({ ...filled, floor: Math.max(filled.floor, first) }) : filled
}

/** Takes in a page that was asked for with `before`. */
export const prepend = (
  timeline: Timeline,
  page: { messages: readonly Message[]; epoch: string; hasMore: boolean },
): Timeline =>
  isElsewhere(timeline, page) ? timeline : { ...add(timeline, page.messages), fromStart: !page.hasMore }
