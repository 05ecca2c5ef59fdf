import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClusterGroupOptions } from '../../../../../deploy/redis/cluster-group.ts'
import { startClusterGroup } from '../../../../../deploy/redis/cluster-group.ts'
import type { RedisGroup } from '../../../../../deploy/redis/group.ts'
import type { SentinelGroupOptions } from '../../../../../deploy/redis/sentinel-group.ts'
import { startSentinelGroup } from '../../../../../deploy/redis/sentinel-group.ts'
import type { RedisOptions, StoreOptions } from '../../../src/context.ts'
import { usualOptions } from '../../support/store-options.ts'

export type Kind = 'sentinel' | 'cluster'

/** Several servers that work as one Redis, for one test file; `stop` ends them, frozen ones too, and removes their data. */
export const startKind = async (
  kind: Kind,
  options: Partial<SentinelGroupOptions & ClusterGroupOptions> = {},
): Promise<RedisGroup> => {
  const dir = await mkdtemp(join(tmpdir(), 'socketlink-kind-'))
  // A second is enough on one machine, and what is not noticed in it is not noticed in two.
  const usual = { dir, downAfterMs: 1000, ...options }
  const group = await (kind === 'sentinel' ? startSentinelGroup(usual) : startClusterGroup(usual))
  return {
    ...group,
    stop: async () => {
      for (const member of [...group.servers, ...group.sentinels]) member.kill('SIGCONT')
      await group.stop()
      await rm(dir, { recursive: true })
    },
  }
}

/** Where the servers of a group are, as the store takes it. */
export const serversOf = ({ env }: RedisGroup): RedisOptions['servers'] => {
  const { SOCKETLINK_REDIS_SENTINELS: sentinels, SOCKETLINK_REDIS_MASTER: master = '' } = env
  return sentinels === undefined
    ? { kind: 'cluster', seeds: (env.SOCKETLINK_REDIS_CLUSTER ?? '').split(',') }
    : { kind: 'sentinel', sentinels: sentinels.split(','), master, sentinelAccess: {} }
}

/** A store's options with a prefix of their own, and without limits that a test would meet by chance. */
export const storeOptions = (
  servers: RedisOptions['servers'],
  change: Partial<RedisOptions> = {},
): StoreOptions => {
  const usual = usualOptions(servers, change)
  return { ...usual, limits: { ...usual.limits, messageBurst: 1_000_000, messagesPerSecond: 1_000_000 } }
}
