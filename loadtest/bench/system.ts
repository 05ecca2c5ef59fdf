import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Cluster, ClusterOptions } from '../../deploy/local/cluster.ts'
import { startCluster } from '../../deploy/local/cluster.ts'
import { cpuMicros, withChildren } from '../cpu-time.ts'
import { signToken } from '../sign-token.ts'
import type { ClientOrder } from './orders.ts'
import type { Address } from './raw-client.ts'

export type SystemName = 'socketlink' | 'stock'
export type Link = NonNullable<ClusterOptions['link']>

/** SocketLink as `npm start` has it; stock as the documentation of Socket.IO has it, by host and port. */
const ownLinks: Record<SystemName, Link> = { socketlink: 'unix', stock: 'tcp' }

const stockProgram = fileURLToPath(new URL('../stock/main.ts', import.meta.url))
const secret = 'the benchmark signs its own tokens with this'

/** One address has everything here, and senders send more than people may. */
const env = {
  SOCKETLINK_JWT_SECRET: secret,
  SOCKETLINK_LOG_LEVEL: 'error',
  SOCKETLINK_MESSAGE_BURST: '1000000',
  SOCKETLINK_MESSAGES_PER_SECOND: '1000000',
}
const limits = { handshakesPerSecond: 100_000, handshakeBurst: 100_000, connectionsPerAddress: 65_000 }

/** Microseconds of processor time, by what used it. */
export interface CpuTimes {
  nodes: number
  redis: number
  nginx: number
}

/** A cluster under test: SocketLink, or the ordinary way to build it, behind the same nginx and the same Redis. */
export interface System {
  readonly name: SystemName
  readonly cluster: Cluster
  readonly address: Address
  cpu(): CpuTimes
  /** So many people nobody has had before, each with a token; they come to `address` unless another is named. */
  people(count: number, address?: Address): ClientOrder[]
  stop(): Promise<void>
}

export interface SystemOptions {
  nodes: number
  /** Arguments for the Node.js of the nodes. */
  nodeArgs?: string[]
  env?: Record<string, string>
  /** How nginx reaches the nodes; each its own way without it. */
  link?: Link | undefined
  signal?: AbortSignal
}

export const startSystem = async (
  name: SystemName,
  { nodes, nodeArgs = [], env: more = {}, link = ownLinks[name], signal }: SystemOptions,
): Promise<System> => {
  const dataDir = await mkdtemp(join(tmpdir(), `socketlink-bench-${name}-`))
  const remove = () => rm(dataDir, { recursive: true, force: true })
  const cluster = await startCluster({
    nodes,
    nodeArgs,
    port: 0,
    dataDir,
    env: { ...env, ...more },
    limits,
    link,
    ...(name === 'stock' ? { program: stockProgram } : {}),
    ...(signal === undefined ? {} : { signal }),
    onLog: (program, line) => {
      if (program.startsWith('node')) process.stderr.write(`${name} ${program}: ${line}\n`)
    },
  }).catch(async error => {
    await remove()
    throw error
  })
  const address = { host: '127.0.0.1', port: Number(new URL(cluster.url).port) }
  let people = 0
  return {
    name,
    cluster,
    address,
    cpu: () => ({
      nodes: cpuMicros(cluster.nodes.flatMap(({ pid }) => withChildren(pid))),
      redis: cpuMicros([cluster.redis.pid]),
      nginx: cpuMicros(withChildren(cluster.nginx.pid)),
    }),
    people: (count, at = address) =>
      Array.from({ length: count }, () => ({ address: at, token: signToken(secret, `person-${++people}`) })),
    stop: async () => {
      await cluster.stop()
      await remove()
    },
  }
}
