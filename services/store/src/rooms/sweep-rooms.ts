import type { StoreContext } from '../context.ts'
import { loadScript } from '../script.ts'

const run = loadScript(import.meta.url, './sweep-rooms.lua')

/** How many rooms one sweep looks at, so that it is never long. */
const atOnce = 100

/**
 * Takes rooms out of one partition of the directory that nobody has joined since they were made, longer ago than the
 * configured time.
 *
 * @returns their names
 */
export const sweepRooms = async (
  { link, keys, options }: StoreContext,
  partition: number,
): Promise<string[]> => {
  const { rooms, unused } = keys.partition(partition)
  const gone = await run(link, [rooms, unused], [options.unusedRoomSeconds * 1000, atOnce])
  return gone as string[]
}
