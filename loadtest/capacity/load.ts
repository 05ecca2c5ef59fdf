/** What the cluster is to carry, at its busiest. */
export interface Load {
  /** Connected at the same time, each in one room. */
  users: number
  /** Members of a room who are there. */
  roomSize: number
  /** Of all users together. */
  messagesPerSecond: number
  /** The average of a day and night, as a part of the busiest moment. */
  dayShare: number
  /** How long a client stays connected before it comes anew. */
  sessionMinutes: number
  /** Messages kept for each room. */
  historyLength: number
}

/** What machines there are, and how far they may be used. */
export interface Machines {
  /** Clients of one node. */
  connectionsPerNode: number
  /** The part of a core, and of a network, that may be used at the busiest moment. */
  utilisation: number
  /** Of one Redis server. */
  redisGigabytes: number
  /** Network of one machine, bits. */
  gigabits: number
  /** Of one nginx. */
  nginxCores: number
}
