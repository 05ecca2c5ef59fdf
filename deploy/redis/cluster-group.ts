import { freePort } from '../local/free-port.ts'
import type { GroupOptions, GroupSecurity, Member, RedisGroup } from './group.ts'
import { type MemberPlan, startMembers } from './member.ts'
import { askServer, tellServer } from './redis-cli.ts'
import { secureServer } from './security.ts'
import { serverDefaults } from './server-defaults.ts'
import { untilTrue } from './until-true.ts'

export interface ClusterGroupOptions extends GroupOptions {
  /** Servers that own slots; 3 without it. */
  masters?: number
  /** Of each master; 1 without it. */
  replicas?: number
  /** Milliseconds after which a silent server is taken for dead; 2000 without it. */
  downAfterMs?: number
}

const slotCount = 16_384

/** Starts a Redis Cluster on loopback, and shares out the slots when it is made now. Resolves when all servers agree. */
export const startClusterGroup = async (options: ClusterGroupOptions): Promise<RedisGroup> => {
  const { dir, settings = [], security = {}, masters = 3, replicas = 1, downAfterMs = 2000 } = options
  const busPorts = await Promise.all(Array.from({ length: masters * (1 + replicas) }, () => freePort()))
  const plans = busPorts.map(
    (busPort, index): MemberPlan => ({
      name: `redis-${index + 1}`,
      kind: 'server',
      configure: port => [
        ...secureServer(dir, port, security),
        ...(security.tls === undefined ? [] : ['tls-cluster yes']),
        ...serverDefaults,
        'cluster-enabled yes',
        `cluster-port ${busPort}`,
        `cluster-node-timeout ${downAfterMs}`,
        // While one master is being replaced the rooms of the others go on.
        'cluster-require-full-coverage no',
        'cluster-allow-replica-migration no',
        ...settings,
      ],
    }),
  )
  const servers = await startMembers(plans, options)
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map(server => server.stop()))
  }
  try {
    await setUp(servers, { masters, busPorts, security, signal: options.signal })
    const counts = { servers: servers.length, masters }
    for (const server of servers) {
      const complaint = `${server.name} does not agree with the others.`
      await untilTrue(() => isComplete(server, counts, security), complaint, options)
    }
  } catch (error) {
    await stop()
    throw error
  }
  return {
    servers,
    sentinels: [],
    env: {
      SOCKETLINK_REDIS_CLUSTER: servers.map(({ address }) => address).join(','),
      ...(security.tls === undefined ? {} : { SOCKETLINK_REDIS_CA_FILE: security.tls.ca }),
    },
    ask: (member, ...command) => askServer(member, security, ...command),
    stop,
  }
}

/** Shares the slots out and makes the servers known to each other; nothing when that was done before. */
const setUp = async (
  servers: Member[],
  {
    masters,
    busPorts,
    security,
    signal,
  }: { masters: number; busPorts: number[]; security: GroupSecurity; signal: AbortSignal | undefined },
): Promise<void> => {
  const [first] = servers
  if (first === undefined) return
  const known = await askServer(first, security, 'CLUSTER', 'INFO')
  if (!/cluster_known_nodes:1\b/.test(known)) return
  for (const [index, server] of servers.entries()) {
    await tellServer(server, security, 'CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1))
    if (index < masters) {
      const from = Math.floor((slotCount * index) / masters)
      const to = Math.floor((slotCount * (index + 1)) / masters) - 1
      await tellServer(server, security, 'CLUSTER', 'ADDSLOTSRANGE', String(from), String(to))
    }
    const bus = String(busPorts[index])
    if (index > 0) await tellServer(first, security, 'CLUSTER', 'MEET', '127.0.0.1', String(server.port), bus)
  }
  const ids = await Promise.all(servers.map(server => askServer(server, security, 'CLUSTER', 'MYID')))
  for (const [index, server] of servers.entries()) {
    if (index < masters) continue
    // It cannot follow one of whom it has not heard yet.
    const follow = ['CLUSTER', 'REPLICATE', ids[index % masters] ?? '']
    const complaint = `${server.name} does not hear of its master.`
    await untilTrue(async () => (await askServer(server, security, ...follow)) === 'OK', complaint, {
      signal,
    })
  }
}

/** A server knows of all others, and has its master's data if it is a replica. */
const isComplete = async (
  server: Member,
  { servers, masters }: { servers: number; masters: number },
  security: GroupSecurity,
): Promise<boolean> => {
  const [cluster, nodes, replication] = await Promise.all([
    askServer(server, security, 'CLUSTER', 'INFO'),
    askServer(server, security, 'CLUSTER', 'NODES'),
    askServer(server, security, 'INFO', 'replication'),
  ])
  const owners = nodes.split('\n').filter(line => /connected \d/.test(line))
  return (
    cluster.includes('cluster_state:ok') &&
    cluster.includes(`cluster_known_nodes:${servers}`) &&
    owners.length === masters &&
    !nodes.includes('fail') &&
    !replication.includes('master_link_status:down')
  )
}
