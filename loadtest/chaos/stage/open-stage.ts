import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'redis'
import type { ChatNode, Cluster } from '../../../deploy/local/cluster.ts'
import { startCluster } from '../../../deploy/local/cluster.ts'
import { routeOf } from '../../../deploy/local/nginx-config.ts'
import type { Person } from '../clients/chaos-client.ts'
import { type BreakableDisk, makeBreakableDisk } from '../faults/breakable-disk.ts'
import { startTcpProxy, type TcpProxy } from '../faults/tcp-proxy.ts'
import { type Asker, createAsker } from './ask-cluster.ts'
import { createNodeLog, type NodeLog } from './node-log.ts'
import { stageEnvironment } from './node-settings.ts'
import { registerPeople } from './register-people.ts'

/** What kind of cluster a scenario needs; scenarios that need the same may share one. */
export interface StageSettings {
  nodes: number
  /** Whether Redis keeps an append-only file, synced once a second. */
  durable: boolean
  /** Whether Redis' disk can be made slow and full. */
  breakableDisk?: boolean
  /** Settings of all nodes, over those of the stage. */
  env?: Record<string, string>
  /** Whether each node reaches Redis through a link that can be broken. */
  links?: boolean
  /** Environment of single nodes, by id. */
  nodeEnv?: Record<string, Record<string, string>>
  /** The nodes' program, if not the one of the source tree. */
  program?: string
}

/** A cluster that is there to be broken. */
export interface Stage {
  readonly settings: StageSettings
  readonly cluster: Cluster
  readonly url: string
  readonly log: NodeLog
  /** A connection to Redis past every proxy, for faults and figures. */
  readonly redis: RedisAdmin
  /** Redis' disk; throws when the stage was not asked for a breakable one. */
  readonly disk: BreakableDisk
  /** The way of a node to Redis; throws when the stage was not asked for links. */
  linkOf(node: ChatNode): TcpProxy
  /** Asks the cluster, as somebody of no crowd. */
  readonly asker: Asker
  /** People who are logged in; more are registered when more are asked for. */
  people(count: number): Promise<Person[]>
  /** The node whose session ids begin so. */
  nodeOf(route: string): ChatNode | undefined
  close(): Promise<void>
}

const openRedis = (url: string) => {
  const client = createClient({ url, socket: { reconnectStrategy: () => 100 } })
  client.on('error', () => {})
  return client
}
export type RedisAdmin = ReturnType<typeof openRedis>

/** Starts the cluster. Rejects, with nothing left running, when it does not start. */
export const openStage = async (settings: StageSettings, signal?: AbortSignal): Promise<Stage> => {
  const log = createNodeLog()
  const links = new Map<string, TcpProxy>()
  const disk = settings.breakableDisk ? await makeBreakableDisk() : undefined
  const dataDir = settings.durable ? await mkdtemp(join(tmpdir(), 'socketlink-chaos-')) : undefined
  const removeAll = async (): Promise<void> => {
    for (const link of links.values()) await link.close()
    await disk?.remove()
    if (dataDir !== undefined) await rm(dataDir, { recursive: true, force: true })
  }
  const cluster = await startCluster({
    nodes: settings.nodes,
    port: 0,
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(disk === undefined ? {} : { redis: disk.redis }),
    ...(settings.program === undefined ? {} : { program: settings.program }),
    ...(signal === undefined ? {} : { signal }),
    env: { ...stageEnvironment, ...settings.env },
    nodeEnv: async ({ id, redisUrl }) => {
      if (!settings.links) return settings.nodeEnv?.[id] ?? {}
      const link = await startTcpProxy(Number(new URL(redisUrl).port))
      links.set(id, link)
      return { ...settings.nodeEnv?.[id], SOCKETLINK_REDIS_URL: `redis://127.0.0.1:${link.port}` }
    },
    limits: { handshakesPerSecond: 5000, handshakeBurst: 20_000 },
    onLog: log.add,
  }).catch(async error => {
    await removeAll()
    throw error
  })
  const redis = openRedis(cluster.redis.url)
  const people: Person[] = []
  const close = async (): Promise<void> => {
    redis.destroy()
    await cluster.stop()
    await removeAll()
  }
  let asker: Asker
  try {
    await redis.connect()
    const [inspector] = await registerPeople(cluster.url, 1, 'inspector')
    asker = createAsker(cluster.url, inspector as Person)
  } catch (error) {
    await close()
    throw error
  }
  return {
    settings,
    cluster,
    url: cluster.url,
    log,
    redis,
    get disk() {
      if (disk === undefined) throw new Error('the disk of this stage cannot be broken')
      return disk
    },
    linkOf: ({ id }) => {
      const link = links.get(id)
      if (link === undefined) throw new Error(`${id} has no link that can be broken`)
      return link
    },
    asker,
    people: async count => {
      if (people.length < count) people.push(...(await registerPeople(cluster.url, count - people.length)))
      return people.slice(0, count)
    },
    nodeOf: route => cluster.nodes.find(node => routeOf(node) === route),
    close,
  }
}
