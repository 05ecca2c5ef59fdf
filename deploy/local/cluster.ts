import type { RedisGroup } from '../redis/group.ts'
import type { ChatNode } from './chat-node.ts'
import type { ClusterContext, ClusterOptions } from './cluster-options.ts'
import type { Edge } from './edge.ts'
import { checkPort, startEdge } from './edge.ts'
import { freePort } from './free-port.ts'
import type { NodeGroup } from './node-group.ts'
import { createNodeGroup } from './node-group.ts'
import type { Exit } from './program.ts'
import type { RedisBackend } from './redis-backend.ts'
import { startRedisBackend } from './redis-backend.ts'
import type { RedisProcess } from './redis-process.ts'
import { openRunFolder } from './run-folder.ts'
import { startGuard } from './start-guard.ts'

export type { ChatNode } from './chat-node.ts'
export type { ClusterOptions } from './cluster-options.ts'

export interface Cluster {
  /** Through nginx, without a slash at the end. */
  readonly url: string
  /** The one server; of several, the first. */
  readonly redis: RedisProcess
  /** All servers, where there are several. */
  readonly redisGroup: RedisGroup | undefined
  /** The nodes of now, dead ones included until they are removed or started again. */
  readonly nodes: readonly ChatNode[]
  readonly nginx: Pick<Edge, 'pid' | 'statusUrl' | 'kill' | 'reload'>
  /** One node more, with further settings of its own. Resolves when nginx sends it sessions. */
  addNode(env?: Record<string, string>): Promise<ChatNode>
  /** Drains the node by SIGTERM, then takes it out of nginx. Resolves with how it ended. */
  removeNode(node: ChatNode): Promise<Exit>
  /** Starts a node that has died again, by its place in `nodes`: the same id and port. Resolves when it is ready. */
  startNode(index: number): Promise<ChatNode>
  /** Drains the nodes, then ends nginx and Redis. */
  stop(): Promise<void>
}

/**
 * Starts a cluster on this machine: Redis, the nodes, nginx before them. Resolves when all of them are ready; rejects,
 * with nothing left running, with a LaunchError that says what to do.
 */
export const startCluster = async (options: ClusterOptions): Promise<Cluster> => {
  const port = options.port === 0 ? await freePort() : options.port
  const url = `http://127.0.0.1:${port}`
  const folder = await openRunFolder(options.dataDir)
  const guard = await startGuard(folder, { pid: process.pid, url: `http://localhost:${port}` })
  const ending = new AbortController()
  const log = options.onLog ?? (() => {})
  const context: ClusterContext = { options, folder, guard, log, ending: ending.signal }
  const parts: { redis?: RedisBackend; nodes?: NodeGroup; edge?: Edge } = {}
  const endAll = async (): Promise<void> => {
    ending.abort()
    await parts.nodes?.end()
    await parts.edge?.end()
    await parts.redis?.stop()
    await guard.end()
  }
  let ended: Promise<void> | undefined
  options.signal?.addEventListener('abort', () => ending.abort())

  try {
    if (options.port !== 0) await checkPort(port, options.hosts ?? ['127.0.0.1'])
    const redis = await startRedisBackend(context)
    parts.redis = redis
    const nodes = createNodeGroup(context, redis)
    parts.nodes = nodes
    await nodes.add(options.nodes)
    const edge = await startEdge(context, url, port, () => nodes.list)
    parts.edge = edge
    return {
      url,
      redis: redis.first,
      redisGroup: redis.group,
      nodes: nodes.list,
      nginx: edge,
      addNode: async env => {
        const [node] = await nodes.add(1, env)
        await edge.reload()
        return node as ChatNode
      },
      removeNode: async node => {
        const exit = await nodes.remove(node)
        await edge.reload()
        return exit
      },
      startNode: index => nodes.startAgain(index),
      stop: () => {
        ended ??= endAll()
        return ended
      },
    }
  } catch (error) {
    await endAll()
    throw error
  }
}
