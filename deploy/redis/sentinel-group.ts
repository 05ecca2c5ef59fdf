import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GroupOptions, GroupSecurity, Member, RedisGroup } from './group.ts'
import { type MemberPlan, startMembers } from './member.ts'
import { askServer } from './redis-cli.ts'
import { secureSentinel, secureServer } from './security.ts'
import { serverDefaults } from './server-defaults.ts'
import { untilTrue } from './until-true.ts'

export interface SentinelGroupOptions extends GroupOptions {
  /** Beside the master; 2 without it. */
  replicas?: number
  /** 3 without it; more than half of them have to agree. */
  sentinels?: number
  /** Milliseconds after which a silent master is taken for dead; 2000 without it. */
  downAfterMs?: number
}

const times = <Item>(count: number, make: (number: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index + 1))

/** The name under which the Sentinels watch the master. */
const masterName = 'socketlink'

/**
 * Starts a master, its replicas and the Sentinels that watch them, on loopback. Each keeps its configuration, and a
 * group that is started again goes on where it ended: with the master that was elected last.
 */
export const startSentinelGroup = async (options: SentinelGroupOptions): Promise<RedisGroup> => {
  const { dir, settings = [], security = {}, replicas = 2, sentinels = 3, downAfterMs = 2000 } = options
  /** Of the master when the group is made. */
  let firstPort = 0
  const server = (index: number): MemberPlan => ({
    name: `redis-${index}`,
    kind: 'server',
    configure: port => [
      ...secureServer(dir, port, security),
      ...serverDefaults,
      // A master that was cut off from its replicas takes nothing more: the others elect another one meanwhile. With a
      // single replica, the new master would have nobody either.
      `min-replicas-to-write ${replicas > 1 ? 1 : 0}`,
      'min-replicas-max-lag 3',
      ...(index === 1 ? [] : [`replicaof 127.0.0.1 ${firstPort}`]),
      ...settings,
    ],
  })
  const sentinel = (index: number): MemberPlan => ({
    name: `sentinel-${index}`,
    kind: 'sentinel',
    configure: port => [
      `sentinel monitor ${masterName} 127.0.0.1 ${firstPort} ${Math.floor(sentinels / 2) + 1}`,
      `sentinel down-after-milliseconds ${masterName} ${downAfterMs}`,
      `sentinel failover-timeout ${masterName} ${5 * downAfterMs}`,
      ...secureSentinel(dir, port, masterName, security),
    ],
  })
  const servers: Member[] = []
  const watchers: Member[] = []
  const stop = async (): Promise<void> => {
    // The Sentinels first: they would elect somebody else. The master last: its replicas have all that it has.
    await Promise.all(watchers.map(member => member.stop()))
    const current = await findMaster(
      dir,
      servers.map(({ name }) => name),
    )
    await Promise.all(servers.filter(({ name }) => name !== current).map(member => member.stop()))
    await Promise.all(servers.filter(({ name }) => name === current).map(member => member.stop()))
  }
  try {
    servers.push(...(await startMembers([server(1)], options)))
    firstPort = servers[0]?.port ?? 0
    servers.push(
      ...(await startMembers(
        times(replicas, n => server(n + 1)),
        options,
      )),
    )
    // A Sentinel asks for replicas when it starts, and then after ten seconds.
    await untilTrue(
      () => isFollowed(servers, replicas, security),
      'The replicas do not reach their master.',
      options,
    )
    watchers.push(...(await startMembers(times(sentinels, sentinel), options)))
    for (const watcher of watchers) {
      const complaint = `${watcher.name} does not find the others.`
      await untilTrue(() => isComplete(watcher, replicas, security), complaint, options)
    }
  } catch (error) {
    await stop()
    throw error
  }
  return {
    servers,
    sentinels: watchers,
    env: {
      SOCKETLINK_REDIS_SENTINELS: watchers.map(({ address }) => address).join(','),
      SOCKETLINK_REDIS_MASTER: masterName,
      ...(security.tls === undefined ? {} : { SOCKETLINK_REDIS_CA_FILE: security.tls.ca }),
    },
    ask: (member, ...command) => askServer(member, security, ...command),
    stop,
  }
}

/** Some server has all replicas, and they have its data. */
const isFollowed = async (servers: Member[], replicas: number, security: GroupSecurity): Promise<boolean> => {
  const reports = await Promise.all(servers.map(server => askServer(server, security, 'INFO', 'replication')))
  return reports.some(report => (report.match(/^slave\d+:.*state=online/gm)?.length ?? 0) === replicas)
}

/** A Sentinel knows enough others and all replicas: a failover works from then on. */
const isComplete = async (sentinel: Member, replicas: number, security: GroupSecurity): Promise<boolean> => {
  const quorum = await askServer(sentinel, security, 'SENTINEL', 'CKQUORUM', masterName)
  const known = await askServer(sentinel, security, 'SENTINEL', 'REPLICAS', masterName)
  return quorum.startsWith('OK') && (known.match(/^master-link-status\nok$/gm)?.length ?? 0) === replicas
}

/** The server whose configuration names no master. */
const findMaster = async (dir: string, names: string[]): Promise<string | undefined> => {
  for (const name of names) {
    const text = await readFile(join(dir, name, 'redis.conf'), 'utf8')
    if (!/^replicaof /m.test(text)) return name
  }
  return undefined
}
