import { limits } from '@socketlink/contract'
import type { StoreContext } from '../context.ts'
import { loadScript } from '../script.ts'
import { envelope } from '../wire.ts'

const run = loadScript(import.meta.url, './tell-typing.lua')

/** Tells the others in a room that a user types or has stopped; nobody in rooms over `limits.bigRoom` members. */
export const tellTyping = async (
  { link, keys }: StoreContext,
  event: 'user_typing' | 'user_stop_typing',
  who: { username: string; roomName: string; socketId: string },
): Promise<void> => {
  const room = keys.room(who.roomName)
  const { head, tail } = envelope(room.socketRoom, event, [who.socketId])
  await run(
    link,
    [room.users],
    [room.channel, `${head}${JSON.stringify({ username: who.username })}${tail}`, limits.bigRoom],
  )
}
