/** One server; a master, two replicas and three Sentinels; a Redis Cluster of three masters with a replica each. */
export const redisKinds = ['one', 'sentinel', 'cluster'] as const
export type RedisKind = (typeof redisKinds)[number]
