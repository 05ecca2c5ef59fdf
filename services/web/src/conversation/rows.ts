import type { ChatMessage } from '@socketlink/client'
import type { PresenceLine } from './presence-lines.ts'
import { isAfter, type Place } from './reading.ts'
import { isSameDay } from './times.ts'

export interface MessageRow {
  readonly kind: 'message'
  readonly key: string
  readonly message: ChatMessage
  /** The first of a day: the day is named above it. */
  readonly opensDay: boolean
  /** The first that is new: a line says so above it. */
  readonly opensNew: boolean
  /** The first of its sender's in a row: it shows who and when. */
  readonly opensGroup: boolean
}

export interface PresenceRow {
  readonly kind: 'presence'
  readonly key: string
  readonly line: PresenceLine
}

/** What the list shows, from top to bottom. Keys stay, so that the list can tell a row that moved from a new one. */
export type Row = MessageRow | PresenceRow

/** Messages of one sender that are no further apart stand together. */
const groupMs = 5 * 60_000

const continues = (before: ChatMessage, message: ChatMessage): boolean =>
  before.senderId === message.senderId &&
  message.timestamp - before.timestamp < groupMs &&
  message.breakBefore === undefined

const sortByMessage = (lines: readonly PresenceLine[]): Map<string | undefined, PresenceRow[]> => {
  const sorted = new Map<string | undefined, PresenceRow[]>()
  for (const line of lines) {
    const rows = sorted.get(line.afterKey) ?? []
    rows.push({ kind: 'presence', key: line.key, line })
    sorted.set(line.afterKey, rows)
  }
  return sorted
}

export interface Surroundings {
  readonly lines: readonly PresenceLine[]
  /** The place up to which all was read before. */
  readonly newAfter: Place | undefined
  /** Messages that were the first of the list at some time: they keep the look of it when older ones come above. */
  readonly seams: ReadonlySet<string>
  /** There are older messages that are not here: whether the first one opens its day is not known. */
  readonly hasOlder: boolean
}

/** Arranges messages, and what stands between them. */
export const buildRows = (
  messages: readonly ChatMessage[],
  { lines, newAfter, seams, hasOlder }: Surroundings,
): Row[] => {
  const linesAfter = sortByMessage(lines)
  const rows: Row[] = [...(linesAfter.get(undefined) ?? [])]
  let before: ChatMessage | undefined
  let divided = newAfter === undefined
  for (const message of messages) {
    const opensDay = before === undefined ? !hasOlder : !isSameDay(before.timestamp, message.timestamp)
    const opensNew = !divided && !message.mine && isAfter(message, newAfter)
    divided ||= opensNew
    const stands = before !== undefined && rows.at(-1)?.kind === 'message' && continues(before, message)
    const opensGroup = opensDay || opensNew || !stands || seams.has(message.key)
    rows.push({ kind: 'message', key: message.key, message, opensDay, opensNew, opensGroup })
    rows.push(...(linesAfter.get(message.key) ?? []))
    before = message
  }
  return rows
}
