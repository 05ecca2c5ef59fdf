import type { RoomSummary } from '@socketlink/contract'
import { ProtocolError } from '@socketlink/contract'
import type { StoreContext } from '../context.ts'
import { partitionCount } from '../keys.ts'

export interface RoomsPage {
  /** Busiest first. */
  rooms: RoomSummary[]
  /** Where the next page begins; null on the last one. */
  nextCursor: string | null
}

// The directory lies in as many parts as there are partitions, each in order. A page is a merge of them all, and the
// cursor says how far each part has been read.

const start = (): number[] => new Array<number>(partitionCount).fill(0)

const writeCursor = (offsets: number[]): string => offsets.map(offset => offset.toString(36)).join('.')

const readCursor = (cursor: string): number[] => {
  const offsets = cursor
    .split('.')
    .map(part => (/^[0-9a-z]{1,7}$/.test(part) ? Number.parseInt(part, 36) : -1))
  if (offsets.length !== partitionCount || offsets.includes(-1)) {
    throw new ProtocolError('bad_request', { message: 'This cursor is not one of ours.' })
  }
  return offsets
}

/**
 * A page of the directory.
 *
 * @throws `bad_request` for a cursor that was not made here
 */
export const listRooms = async (
  context: StoreContext,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<RoomsPage> => {
  const offsets = cursor === undefined ? start() : readCursor(cursor)
  // Rooms spread evenly, so a few from each part hold the page; if one part gives all of its few, it may have more.
  const few = Math.min(limit, 8 + Math.ceil((4 * limit) / partitionCount))
  return (
    (await mergePage(context, offsets, limit, few)) ??
    (await mergePage(context, offsets, limit, limit)) ??
    end
  )
}

const end: RoomsPage = { rooms: [], nextCursor: null }

/** The page as far as `depth` rooms of each part show it; undefined when that is not far enough. */
const mergePage = async (
  { link, keys }: StoreContext,
  offsets: number[],
  limit: number,
  depth: number,
): Promise<RoomsPage | undefined> => {
  // One more than needed from each part tells whether anything is left behind the page.
  const parts = await Promise.all(
    offsets.map((offset, index) => {
      const { rooms } = keys.partition(index)
      return link.run(rooms, redis => redis.zRangeWithScores(rooms, offset, offset + depth, { REV: true }))
    }),
  )
  // The sort is stable, so that rooms of one part stay in its order and its offset stays true.
  const merged = parts
    .flatMap((rooms, index) =>
      rooms.map(({ value, score }) => ({ roomName: value, userCount: score, index })),
    )
    .sort((a, b) => b.userCount - a.userCount)
  const page = merged.slice(0, limit)
  const next = [...offsets]
  for (const { index } of page) next[index] = (next[index] ?? 0) + 1
  if (next.some((offset, index) => offset - (offsets[index] ?? 0) > depth)) return undefined
  return {
    rooms: page.map(({ roomName, userCount }) => ({ roomName, userCount })),
    nextCursor: merged.length > limit ? writeCursor(next) : null,
  }
}
