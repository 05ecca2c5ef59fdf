import { readFile } from 'node:fs/promises'

/** What one thing costs. CPU in microseconds, memory and traffic in bytes. */
export interface Costs {
  /** Of a node: one delivery to one client. */
  nodeDelivery: number
  /** Of the node that takes a send: checks, the call to Redis, the ack. */
  nodeSend: number
  /** Of each node with members in the room: one message as it comes from Redis. */
  nodeCopy: number
  /** Of a node: one client that connects and joins a room. */
  nodeJoin: number
  /** Of a node: one idle client, a second. */
  nodeIdle: number
  /** Memory of a node for one client in a room. */
  nodeClientBytes: number
  /** Memory of a node without clients, its hashing process included. */
  nodeBaseBytes: number
  nginxDelivery: number
  nginxSend: number
  nginxJoin: number
  /** Of nginx for one client, both connections. */
  nginxClientBytes: number
  /** Of Redis: one send, without handing it on. */
  redisSend: number
  /** Of Redis: handing one message to one node. */
  redisCopy: number
  /** Of Redis: one client that connects and joins. */
  redisJoin: number
  /** What Redis sends for one message to one node. */
  redisCopyBytes: number
  /** Memory of Redis for one message in a history. */
  redisMessageBytes: number
  /** Memory of Redis to know one message again when it is repeated. */
  redisDuplicateBytes: number
  /** Memory of Redis for one client: its connection and its membership. */
  redisClientBytes: number
  /** Memory of Redis for one account. */
  redisAccountBytes: number
  /** What nginx sends to a client for one delivery. */
  deliveryBytes: number
}

export interface Measured {
  /** Where the figures are from, in words. */
  about: string[]
  at: string
  machine: string
  costs: Costs
  /** Where each figure is from. */
  sources: Record<keyof Costs, string>
}

const file = new URL('measured.json', import.meta.url)

/** The figures that `npm run capacity -- --measure` has written last. */
export const readMeasured = async (): Promise<Measured> =>
  JSON.parse(await readFile(file, 'utf8')) as Measured

export const measuredFile = file
