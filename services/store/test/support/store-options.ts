import { randomUUID } from 'node:crypto'
import type { RedisOptions, StoreOptions } from '../../src/context.ts'

/** A store's options with a prefix of their own, and the limits of production. */
export const usualOptions = (
  servers: RedisOptions['servers'],
  change: Partial<RedisOptions> = {},
): StoreOptions => ({
  redis: {
    prefix: `test-${randomUUID()}`,
    servers,
    access: {},
    wait: { replicas: 0, timeoutMs: 1000 },
    ...change,
  },
  history: { length: 500, ttlSeconds: 3600 },
  messages: { restMs: 20 },
  unusedRoomSeconds: 86_400,
  limits: {
    loginWindowSeconds: 900,
    loginFailuresPerPair: 5,
    loginFailuresPerAddress: 50,
    loginFailuresPerAccount: 100,
    registrationsPerHour: 60,
    messageBurst: 20,
    messagesPerSecond: 10,
    roomsPerMinute: 10,
    connectionsPerUser: 50,
  },
})
