import { limits } from '@socketlink/contract'
import type { StoreContext } from '../context.ts'
import { loadScript } from '../script.ts'

const run = loadScript(import.meta.url, './read-presence.lua')

/**
 * Who is in a room: its exact `userCount`, and all names unless there are more than `limits.usersListed`.
 *
 * @param mark published on the room's channel right behind the moment of the answer (wire.ts)
 */
export const readPresence = async (
  { link, keys }: StoreContext,
  roomName: string,
  mark: string,
): Promise<{ userCount: number; users: string[] }> => {
  const room = keys.room(roomName)
  const reply = await run(link, [room.users], [room.channel, mark, limits.usersListed])
  const [userCount, users] = reply as [number, string[]]
  return { userCount, users }
}
