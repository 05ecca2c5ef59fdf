import { ClusterLink } from './cluster.ts'
import { type Log, RedisLink } from './connection.ts'
import type { RedisOptions } from './context.ts'
import type { Redis } from './redis.ts'
import { SentinelLink } from './sentinel.ts'

/** The Redis of the configured kind, not connected yet. */
export const openRedis = ({ servers, access, wait }: RedisOptions, log: Log): Redis => {
  switch (servers.kind) {
    case 'one':
      return new RedisLink(servers.url, log, { tls: access.tls, wait })
    case 'sentinel':
      return new SentinelLink({ ...servers, access, wait }, log)
    case 'cluster':
      return new ClusterLink({ ...servers, access, wait }, log)
  }
}
