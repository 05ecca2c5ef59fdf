import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClusterOptions } from '../../../../../deploy/local/cluster.ts'
import { startCluster } from '../../../../../deploy/local/cluster.ts'
import type { RedisKind } from '../../../../../deploy/local/redis-kinds.ts'
import type { RedisGroup } from '../../../../../deploy/redis/group.ts'
import type { Person } from '../../support/client.ts'
import { Client } from '../../support/client.ts'
import { registerPerson } from '../../support/person.ts'
import { roomySettings } from '../../support/settings.ts'

export interface KindCluster {
  kind: RedisKind
  url: string
  group: RedisGroup
  /** Public addresses of the nodes, past nginx. */
  nodeUrls: string[]
  /** Connects somebody new to one of the nodes. */
  connect(name: string, node: number): Promise<Client>
  stop(): Promise<void>
}

/** Three nodes on several Redis servers, as `npm start` runs them. */
export const openCluster = async (
  redisKind: Exclude<RedisKind, 'one'>,
  options: Partial<ClusterOptions> = {},
): Promise<KindCluster> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'socketlink-kind-'))
  const cluster = await startCluster({
    nodes: 3,
    port: 0,
    dataDir,
    redisKind,
    ...options,
    env: { ...roomySettings, SOCKETLINK_HISTORY_LENGTH: '100000', ...options.env },
  })
  const { redisGroup: group } = cluster
  if (group === undefined) throw new Error('there is one server only')
  const nodeUrls = cluster.nodes.map(node => node.url)
  const connect = async (name: string, node: number): Promise<Client> => {
    const url = nodeUrls[node % nodeUrls.length] ?? ''
    const join = (person: Person): Promise<Client> => new Client(person, url, {}).connect()
    const person = await registerPerson(url, name, join)
    return await person.connect()
  }
  return {
    kind: redisKind,
    url: cluster.url,
    group,
    nodeUrls,
    connect,
    stop: () => cluster.stop().finally(() => rm(dataDir, { recursive: true })),
  }
}
