import { createClient } from 'redis'

/** A connection that comes back by itself; one without an offline queue fails at once while Redis is away. */
export const createRedisClient = (url: string, offlineQueue: boolean) =>
  createClient({
    url,
    disableOfflineQueue: !offlineQueue,
    commandsQueueMaxLength: 100_000,
    // Pings show that Redis is there. The socket timeout only ends a handshake that gets no answer.
    pingInterval: 500,
    socket: {
      connectTimeout: 1000,
      socketTimeout: 5000,
      reconnectStrategy: retries => Math.min(50 * 2 ** retries, 1000) + Math.random() * 100,
    },
  })

export type RedisCommands = ReturnType<typeof createRedisClient>
