import type { Keys } from './keys.ts'
import type { Rest } from './messages/rest.ts'
import type { Redis } from './redis.ts'
import type { Access } from './redis-client.ts'
import type { WaitOptions } from './replica-count.ts'

/** Where Redis is, by its kind; servers as `host:port`. */
export type RedisServers =
  | { kind: 'one'; url: string }
  | { kind: 'sentinel'; sentinels: string[]; master: string; sentinelAccess: Access }
  | { kind: 'cluster'; seeds: string[] }

export interface RedisOptions {
  /** Begins all keys and channels. */
  prefix: string
  servers: RedisServers
  /** How the servers are entered. Of one server, the URL says it, and this the certificates only. */
  access: Access
  /** What an ack waits for. */
  wait: WaitOptions
}

/** Everything about the store that is a setting. */
export interface StoreOptions {
  redis: RedisOptions
  history: {
    /** Messages kept for each room. */
    length: number
    /** Seconds a room's history is kept after its last message. */
    ttlSeconds: number
  }
  messages: {
    /** Milliseconds that a send of a busy node waits at most, so that several go together; 0 sends each at once. */
    restMs: number
  }
  /** Seconds after which a room that nobody joined leaves the directory. */
  unusedRoomSeconds: number
  limits: {
    loginWindowSeconds: number
    loginFailuresPerPair: number
    loginFailuresPerAddress: number
    loginFailuresPerAccount: number
    registrationsPerHour: number
    messageBurst: number
    messagesPerSecond: number
    roomsPerMinute: number
    connectionsPerUser: number
  }
}

/** What the parts of the store share. */
export interface StoreContext {
  link: Redis
  keys: Keys
  options: StoreOptions
  /** Between sends, so that those of a busy node go to Redis together. */
  rest: Rest
}
