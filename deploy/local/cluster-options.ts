import type { EdgeLimits } from './nginx-config.ts'
import type { RedisKind } from './redis-kinds.ts'
import type { RedisExtras } from './redis-server.ts'
import type { RunFolder } from './run-folder.ts'
import type { Guard } from './start-guard.ts'

export interface ClusterOptions {
  nodes: number
  /** nginx's port; 0 takes a free one. */
  port: number
  /** Addresses nginx listens on; without it, loopback. */
  hosts?: string[]
  /** Where data is kept; without it nothing outlives the cluster. */
  dataDir?: string
  /** Settings of all nodes, over what the launcher's own environment has. */
  env?: Record<string, string>
  /** Settings of one node, asked for before its first start; a way to Redis of its own, for one. */
  nodeEnv?: (node: { id: string; redisUrl: string }) => Promise<Record<string, string>>
  /** Which kind of Redis there is; one server without it. */
  redisKind?: RedisKind
  /** How the one server is started, beyond the usual. */
  redis?: RedisExtras
  /** Arguments for Node.js itself, before the node's program. */
  nodeArgs?: string[]
  /** Another program that takes a node's settings and answers `/readyz` and `/healthz`: what ours is compared with. */
  program?: string
  /** How nginx reaches the nodes: by Unix sockets, or `tcp`, as between machines. */
  link?: 'unix' | 'tcp'
  /** What one address may do at nginx. */
  limits?: Partial<EdgeLimits>
  /** Starts again what ends by itself; without it a process that died stays dead. */
  restart?: boolean
  /** Each line a process writes; the launcher's own come from `cluster`. */
  onLog?: (process: string, line: string) => void
  /** Gives up a start that is under way, which then rejects. */
  signal?: AbortSignal
}

/** What the parts of a running cluster share. */
export interface ClusterContext {
  options: ClusterOptions
  folder: RunFolder
  guard: Guard
  log(process: string, line: string): void
  /** Aborted when the cluster begins to end. */
  ending: AbortSignal
}
