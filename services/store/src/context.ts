import type { RedisLink } from './connection.ts'
import type { Keys } from './keys.ts'

/** Everything about the store that is a setting. */
export interface StoreOptions {
  redis: { url: string; prefix: string }
  history: {
    /** Messages kept for each room. */
    length: number
    /** Seconds a room's history is kept after its last message. */
    ttlSeconds: number
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
  link: RedisLink
  keys: Keys
  options: StoreOptions
}
