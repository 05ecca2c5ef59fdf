import { join } from 'node:path'
import { startClusterGroup } from '../redis/cluster-group.ts'
import type { GroupOptions, RedisGroup } from '../redis/group.ts'
import { startSentinelGroup } from '../redis/sentinel-group.ts'
import type { ClusterContext } from './cluster-options.ts'
import type { RedisProcess } from './redis-process.ts'
import { startRedisProcess } from './redis-process.ts'

/** The Redis of a local cluster, whatever kind it is. */
export interface RedisBackend {
  /** What a chat node has to be told about it. */
  env: Record<string, string>
  /** The one server; of several, the first. */
  first: RedisProcess
  group?: RedisGroup
  stop(): Promise<void>
}

/** Whatever the launcher's own environment names is not the Redis that is started here. */
const nowhere = {
  SOCKETLINK_REDIS_URL: '',
  SOCKETLINK_REDIS_SENTINELS: '',
  SOCKETLINK_REDIS_MASTER: '',
  SOCKETLINK_REDIS_CLUSTER: '',
}

/** Starts the kind that the options name. Each kind has a folder of its own, and its data stays there. */
export const startRedisBackend = async (context: ClusterContext): Promise<RedisBackend> => {
  const { folder, guard, log, ending, options } = context
  const { redisKind = 'one' } = options
  if (redisKind === 'one') {
    const first = await startRedisProcess(context)
    return { env: { ...nowhere, SOCKETLINK_REDIS_URL: first.url }, first, stop: first.stop }
  }
  const groupOptions: GroupOptions = {
    dir: join(folder.path, `redis-${redisKind}`),
    ownGroup: true,
    restart: options.restart ?? false,
    signal: ending,
    onLine: log,
    onProcess: started => guard.watch(started, { last: true }),
  }
  const group = await (redisKind === 'sentinel'
    ? startSentinelGroup(groupOptions)
    : startClusterGroup(groupOptions))
  const [server] = group.servers
  if (server === undefined) throw new Error('the group has no server')
  const first = {
    url: `redis://${server.address}`,
    port: server.port,
    get pid() {
      return server.pid
    },
    kill: server.kill,
    start: server.start,
    stop: server.stop,
  }
  return { env: { ...nowhere, ...group.env }, first, group, stop: group.stop }
}
