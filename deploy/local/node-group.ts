import { rm } from 'node:fs/promises'
import type { ChatNode, RunningNode } from './chat-node.ts'
import { startChatNode } from './chat-node.ts'
import type { ClusterContext } from './cluster-options.ts'
import { freePort } from './free-port.ts'
import { keepRunning } from './keep-running.ts'
import type { Exit } from './program.ts'
import type { RedisBackend } from './redis-backend.ts'
import { socketPath } from './run-folder.ts'

/** The nodes of a cluster, dead ones included until they are removed or started again. */
export interface NodeGroup {
  readonly list: readonly ChatNode[]
  /** Starts nodes side by side. Resolves when all are ready; rejects with the first that is not. */
  add(count: number, env?: Record<string, string>): Promise<ChatNode[]>
  /** Starts a node that has died again, with the same id and port. */
  startAgain(index: number): Promise<ChatNode>
  /** Drains a node by SIGTERM and forgets it when it has ended. */
  remove(node: ChatNode): Promise<Exit>
  /** Drains all. */
  end(): Promise<void>
}

/** Above the drain timeout of a node, which then ends by itself. */
const graceMs = 20_000

/** Makes the group, empty; all its nodes use this Redis and the secret of the run folder. */
export const createNodeGroup = (context: ClusterContext, redis: RedisBackend): NodeGroup => {
  const { options, folder, guard, log, ending } = context
  const list: RunningNode[] = []
  const environments = new Map<string, Record<string, string>>()
  const leaving = new Set<string>()
  /** Of all nodes there have been: what nginx still sends there is refused, and misses no file. */
  const sockets = new Set<string>()
  let count = 0

  const launch = async (id: string, port: number): Promise<RunningNode> => {
    const socket = options.link === 'tcp' ? undefined : socketPath(folder.nginx, id)
    if (socket !== undefined) sockets.add(socket)
    const node = await startChatNode({
      id,
      port,
      socket,
      nodeArgs: options.nodeArgs ?? [],
      program: options.program,
      onLine: line => log(id, line),
      ending,
      env: {
        ...redis.env,
        SOCKETLINK_JWT_SECRET_FILE: folder.jwtSecretFile,
        SOCKETLINK_TRUSTED_PROXIES: '127.0.0.1',
        ...options.env,
        ...environments.get(id),
      },
    })
    guard.watch(node)
    const index = list.findIndex(known => known.id === id)
    if (index === -1) list.push(node)
    else list[index] = node
    if (ending.aborted) node.kill('SIGKILL')
    return node
  }

  const keep = (node: RunningNode): void => {
    if (!options.restart) return
    const say = (line: string) => log('cluster', `${node.id} ${line}`)
    const startAgain = async () => {
      const next = await launch(node.id, node.port)
      void next.ready.then(() => say('is ready again')).catch(() => {})
      return next
    }
    void keepRunning({ exited: node.exited, startAgain, wanted: () => !leaving.has(node.id), say, ending })
  }

  const end = async (node: RunningNode): Promise<Exit> => {
    leaving.add(node.id)
    return await node.program.end('SIGTERM', graceMs)
  }

  const addOne = async (env: Record<string, string>): Promise<ChatNode> => {
    const id = `node-${++count}`
    environments.set(id, { ...(await options.nodeEnv?.({ id, redisUrl: redis.first.url })), ...env })
    const node = await launch(id, await freePort())
    await node.ready
    keep(node)
    return node
  }

  return {
    list,
    add: async (number, env = {}) => {
      const starts = await Promise.allSettled(Array.from({ length: number }, () => addOne(env)))
      return starts.map(start => {
        if (start.status === 'rejected') throw start.reason
        return start.value
      })
    },
    startAgain: async index => {
      const dead = list[index]
      if (dead === undefined) throw new Error(`the cluster has no node at ${index}`)
      await dead.exited
      const node = await launch(dead.id, dead.port)
      await node.ready
      keep(node)
      return node
    },
    remove: async node => {
      const known = list.find(candidate => candidate.id === node.id)
      if (known === undefined) throw new Error(`${node.id} is not of this cluster`)
      const exit = await end(known)
      list.splice(list.indexOf(known), 1)
      return exit
    },
    end: async () => {
      await Promise.all(list.map(end))
      for (const socket of sockets) await rm(socket, { force: true })
    },
  }
}
