import { writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { startCluster } from '../../../deploy/local/cluster.ts'
import { startRedis } from '../../../deploy/local/redis-server.ts'
import { signToken } from '../../sign-token.ts'
import type { Costs, Measured } from '../costs.ts'
import { measuredFile } from '../costs.ts'
import { measureNodes } from './measure-nodes.ts'
import { measureRedis } from './measure-redis.ts'

const secret = 'the capacity measurement signs its own tokens with this'
const env = {
  SOCKETLINK_JWT_SECRET: secret,
  SOCKETLINK_LOG_LEVEL: 'error',
  SOCKETLINK_UNLIMITED_ADDRESSES: '127.0.0.1',
  SOCKETLINK_UNLIMITED_USERS: 'load-*',
}
const users = 100

const withClients = 'measure/measure-nodes.ts: 3,000 WebSocket clients on two nodes behind nginx'
const byStore = 'measure/measure-redis.ts: 20,000 calls of the store on a Redis of its own'

const sources: Record<keyof Costs, string> = {
  nodeDelivery: `${withClients}, 600 of them in one room at 8 messages a second`,
  nodeSend: `${withClients}, 100 of them alone in rooms at 1,000 messages a second, less nodeCopy and nodeDelivery`,
  nodeCopy: `${withClients}, one hears on one node 1,000 messages a second sent on the other, less nodeDelivery`,
  nodeJoin: `${withClients}, connecting and joining rooms of 20`,
  nodeIdle: `${withClients}, in rooms where nobody talks`,
  nodeClientBytes: `${withClients}, private memory before and after`,
  nodeBaseBytes: `${withClients}, before the first client`,
  nginxDelivery: `${withClients}, as nodeDelivery`,
  nginxSend: `${withClients}, as nodeSend`,
  nginxJoin: `${withClients}, as nodeJoin`,
  nginxClientBytes: `${withClients}, private memory before and after`,
  redisSend: `${byStore}: sends with a clientMessageId, nobody subscribed`,
  redisCopy: `${byStore}: the same with 20 subscribers, divided by copies`,
  redisJoin: `${withClients}, connecting and joining rooms of 20`,
  redisCopyBytes: `${byStore}: output of Redis, divided by copies`,
  redisMessageBytes: `${byStore}: used_memory for messages of 120 characters`,
  redisDuplicateBytes: `${byStore}: used_memory with a clientMessageId, less redisMessageBytes`,
  redisClientBytes: `${byStore}: used_memory for connections and memberships, rooms of 20`,
  redisAccountBytes: `${byStore}: used_memory for accounts`,
  deliveryBytes: 'the frame of a message of 120 characters, counted',
}

const round = (value: number): number => Number(value.toPrecision(3))

/** Measures everything on this machine and writes measured.json. Takes two minutes; Linux only. */
export const measure = async (say: (line: string) => void): Promise<Measured> => {
  const [cpu] = cpus()
  const load = loadavg()[0] ?? 0
  const redis = await startRedis({ port: 0 })
  const ofRedis = await measureRedis(redis.url, say).finally(() => redis.stop())
  const cluster = await startCluster({ nodes: 2, port: 0, env, link: 'tcp' })
  const tokenOf = (n: number): string => signToken(secret, `load-${n % users}`)
  const ofNodes = await measureNodes(cluster, tokenOf, say).finally(() => cluster.stop())
  const costs = { ...ofNodes, ...ofRedis }
  for (const name of Object.keys(costs) as (keyof Costs)[]) costs[name] = round(costs[name])
  const measured: Measured = {
    about: [
      'Written by `npm run capacity -- --measure`. CPU in microseconds, memory and traffic in bytes.',
      'CPU is what the kernel counted for the processes of the cluster; the generator is not in it.',
      'Each message is written to each client by itself, as in rooms that are not busy; busy rooms cost less.',
    ],
    at: new Date().toISOString().slice(0, 16),
    machine: `${cpus().length} × ${cpu?.model ?? 'unknown'}, load average ${load.toFixed(1)} at the start`,
    costs,
    sources,
  }
  await writeFile(measuredFile, `${JSON.stringify(measured, null, 2)}\n`)
  return measured
}
