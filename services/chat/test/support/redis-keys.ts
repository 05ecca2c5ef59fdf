import { RedisLink } from '@socketlink/store'

/** Takes a room's history and counters out of Redis, as their expiry or a Redis that lost its data would. */
export const loseRoom = async (redisUrl: string, prefix: string, roomName: string): Promise<number> => {
  const link = new RedisLink(redisUrl, { info: () => {}, warn: () => {} })
  await link.start()
  try {
    const keys = await link.commands.keys(`${prefix}:*:${encodeURIComponent(roomName)}:*`)
    return keys.length === 0 ? 0 : await link.commands.del(keys)
  } finally {
    await link.close()
  }
}
