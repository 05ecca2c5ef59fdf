import type { HistoryPage, Message } from '@socketlink/contract'
import { ProtocolError } from '@socketlink/contract'
import type { StoreContext } from '../context.ts'
import { loadScript } from '../script.ts'

const run = loadScript(import.meta.url, './read-history.lua')

export interface HistoryRange {
  /** Only messages with a smaller seq. */
  before?: number | undefined
  /** Only messages with a larger seq. */
  after?: number | undefined
  limit: number
}

/**
 * A page of what a room keeps, oldest first: the newest ones before `before`, or the oldest ones after `after`.
 *
 * @throws `room_not_found` for a room that is neither in the directory nor has a history
 */
export const readHistory = async (
  { link, keys }: StoreContext,
  roomName: string,
  { before, after, limit }: HistoryRange,
): Promise<HistoryPage> => {
  const room = keys.room(roomName)
  const reply = await run(
    link,
    [room.head, room.history, room.partition.rooms],
    [roomName, before ?? '', after ?? '', limit],
  )
  if (reply === null) throw new ProtocolError('room_not_found')
  const [epoch, seq, hasMore, messages] = reply as [string, number, number, string[]]
  return { messages: parseMessages(messages), epoch, seq, hasMore: hasMore === 1 }
}

/** History as the scripts return it, back into messages. */
export const parseMessages = (stored: string[]): Message[] => stored.map(json => JSON.parse(json) as Message)
