import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCluster } from '../../../../deploy/local/cluster.ts'
import { routeOf } from '../../../../deploy/local/nginx-config.ts'
import { startRedis } from '../../../../deploy/local/redis-server.ts'
import { roomySettings } from './settings.ts'
import { startNode, uniquePrefix } from './start-node.ts'

export interface LaunchedNode {
  /** The node's own address, not the proxy's. */
  url: string
  /** What the ids of its sessions begin with. */
  route: string
  /** Of the node's process; undefined for a node inside the test's process. */
  pid?: number
  /** Asks the node to go, as a scale-down does. Resolves when it has ended; rejects when it did not end well. */
  drain(): Promise<void>
}

export interface LaunchedRedis {
  kill(signal: NodeJS.Signals): void
  /** Starts it again with its data after it was killed. */
  start(): Promise<void>
}

/** The node whose session ids begin with this. */
export const findNode = (nodes: readonly LaunchedNode[], route: string): LaunchedNode => {
  const found = nodes.find(node => node.route === route)
  if (found === undefined) throw new Error(`no node gives session ids that begin with ${route}`)
  return found
}

/** What tests run against: one node, or a whole cluster behind nginx. */
export interface Launched {
  kind: 'node' | 'cluster'
  /** The public address. */
  url: string
  nodes: LaunchedNode[]
  redisUrl: string
  /** Of every Redis key. */
  prefix: string
  /** Absent where Redis is shared with other tests. */
  redis?: LaunchedRedis
  /** What the node processes have written: nothing, as they log errors only. */
  complaints?: string[]
  stop(): Promise<void>
}

/** One node inside this process, under a key prefix of its own. */
export const launchNode = async (
  redisUrl: string,
  settings: Record<string, string> = {},
): Promise<Launched> => {
  const prefix = uniquePrefix()
  const { node, url } = await startNode(redisUrl, prefix, settings)
  const route = routeOf({ port: Number(new URL(url).port), socket: undefined })
  const nodes = [{ url, route, drain: () => node.drain() }]
  return { kind: 'node', url, nodes, redisUrl, prefix, stop: () => node.close() }
}

/** The same on a Redis that nobody else uses and that a test may kill; `stop` ends it too. */
export const launchNodeWithRedis = async (settings?: Record<string, string>): Promise<Launched> => {
  const dir = await mkdtemp(join(tmpdir(), 'socketlink-test-'))
  let server = await startRedis({ port: 0, dir })
  const end = async (): Promise<void> => {
    await server.stop()
    await rm(dir, { recursive: true })
  }
  const launched = await launchNode(server.url, settings).catch(async error => {
    await end()
    throw error
  })
  return {
    ...launched,
    redis: {
      kill: signal => void server.process.kill(signal),
      start: async () => {
        await server.exited
        server = await startRedis({ port: server.port, dir })
      },
    },
    // Whatever the node does, its Redis does not outlive the test.
    stop: () => launched.stop().finally(end),
  }
}

/** Node processes behind nginx on a Redis of their own. */
export const launchCluster = async (settings: Record<string, string> = {}, nodes = 3): Promise<Launched> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'socketlink-test-'))
  const prefix = 'cluster-test'
  const complaints: string[] = []
  const cluster = await startCluster({
    nodes,
    port: 0,
    dataDir,
    env: { ...roomySettings, SOCKETLINK_REDIS_PREFIX: prefix, ...settings },
    onLog: (name, line) => {
      if (name.startsWith('node')) complaints.push(`${name} ${line}`)
    },
  })
  return {
    kind: 'cluster',
    url: cluster.url,
    nodes: cluster.nodes.map(node => ({
      url: node.url,
      route: routeOf(node),
      pid: node.pid,
      drain: async () => {
        node.kill('SIGTERM')
        const { code } = await node.exited
        if (code !== 0) throw new Error(`${node.id} ended with ${code}`)
      },
    })),
    redisUrl: cluster.redis.url,
    prefix,
    complaints,
    redis: cluster.redis,
    stop: () => cluster.stop().finally(() => rm(dataDir, { recursive: true })),
  }
}
