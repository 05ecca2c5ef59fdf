import type { Costs } from './costs.ts'
import type { Load, Machines } from './load.ts'

/** How far one thing is used, in its own unit, and what it may be used. */
export interface Use {
  name: string
  unit: string
  used: number
  limit: number
}

/** How many of something, and why. */
export interface Need {
  count: number
  /** The use that decides it. */
  because: Use
  /** Of one of them. */
  uses: Use[]
}

export interface Estimate {
  rooms: number
  deliveriesPerSecond: number
  /** Clients that connect in a second. */
  joinsPerSecond: number
  /** On how many nodes a room has members. */
  nodesOfRoom: number
  /** One of them is to spare. */
  nodes: Need
  /** Redis servers: masters of a Redis Cluster when there are several. */
  redis: Need
  nginx: Need
  /** All that one server does, and cannot do alone at this load; the most used first. */
  single: Use[]
}

const micro = 1_000_000
const giga = 1_000_000_000
/** Ports from one address to another: what the usual range of Linux leaves. */
const portsPerPair = 28_000
/** A repeated message is known again for one to two days. */
const daysRemembered = 2

/** How many of `nodes` a room has members on, when nginx spreads people evenly. */
export const spreadOver = (nodes: number, roomSize: number): number =>
  nodes * (1 - (1 - 1 / nodes) ** roomSize)

const times = ({ used, ...use }: Use, factor: number): Use => ({ ...use, used: used * factor })

const ratio = ({ used, limit }: Use): number => used / limit

const mostUsed = (uses: Use[]): Use => uses.reduce((most, use) => (ratio(use) > ratio(most) ? use : most))

/** So many that none is used beyond its limit, when the load is even. */
const share = (whole: Use[]): Need => {
  const because = mostUsed(whole)
  const count = Math.max(1, Math.ceil(ratio(because)))
  return { count, because: times(because, 1 / count), uses: whole.map(use => times(use, 1 / count)) }
}

interface Flow {
  load: Load
  deliveries: number
  joins: number
}

const nodeUses = (
  { load, deliveries, joins }: Flow,
  costs: Costs,
  machines: Machines,
  nodes: number,
): Use[] => {
  const { users, roomSize, messagesPerSecond } = load
  const cpu =
    messagesPerSecond * (costs.nodeSend + spreadOver(nodes, roomSize) * costs.nodeCopy) +
    deliveries * costs.nodeDelivery +
    users * costs.nodeIdle +
    joins * costs.nodeJoin
  return [
    { name: 'clients', unit: '', used: users, limit: machines.connectionsPerNode },
    { name: 'CPU', unit: 'cores', used: cpu / micro, limit: machines.utilisation },
  ]
}

/** The fewest nodes that carry everything while one of them is away. */
const needNodes = (flow: Flow, costs: Costs, machines: Machines): Need => {
  for (let count = 2; ; count++) {
    const uses = nodeUses(flow, costs, machines, count).map(use => times(use, 1 / (count - 1)))
    const because = mostUsed(uses)
    if (ratio(because) > 1) continue
    const memory = costs.nodeBaseBytes + (flow.load.users / (count - 1)) * costs.nodeClientBytes
    uses.push({ name: 'memory', unit: 'GB', used: memory / giga, limit: Number.POSITIVE_INFINITY })
    return { count, because, uses }
  }
}

const redisUses = (
  { load, joins }: Flow,
  costs: Costs,
  { utilisation, gigabits, redisGigabytes }: Machines,
  nodes: number,
): Use[] => {
  const { users, roomSize, messagesPerSecond, dayShare, historyLength } = load
  const copies = messagesPerSecond * spreadOver(nodes, roomSize)
  const cpu = messagesPerSecond * costs.redisSend + copies * costs.redisCopy + joins * costs.redisJoin
  const perDay = messagesPerSecond * dayShare * 86_400
  const histories = (users / roomSize) * historyLength * costs.redisMessageBytes
  const clients = users * (costs.redisClientBytes + costs.redisAccountBytes)
  const limit = redisGigabytes * utilisation
  return [
    { name: 'CPU', unit: 'cores', used: cpu / micro, limit: utilisation },
    {
      name: 'network out',
      unit: 'Gbit/s',
      used: (copies * costs.redisCopyBytes * 8) / giga,
      limit: gigabits * utilisation,
    },
    {
      name: 'memory',
      unit: 'GB',
      used: (histories + clients + perDay * daysRemembered * costs.redisDuplicateBytes) / giga,
      limit,
    },
  ]
}

const nginxUses = ({ load, deliveries, joins }: Flow, costs: Costs, machines: Machines): Use[] => {
  const { users, messagesPerSecond } = load
  const cpu = messagesPerSecond * costs.nginxSend + deliveries * costs.nginxDelivery + joins * costs.nginxJoin
  return [
    { name: 'CPU', unit: 'cores', used: cpu / micro, limit: machines.nginxCores * machines.utilisation },
    {
      name: 'network out',
      unit: 'Gbit/s',
      used: (deliveries * costs.deliveryBytes * 8) / giga,
      limit: machines.gigabits * machines.utilisation,
    },
    {
      name: 'memory',
      unit: 'GB',
      used: (users * costs.nginxClientBytes) / giga,
      limit: Number.POSITIVE_INFINITY,
    },
  ]
}

/** Works out what a load needs, from what each thing costs. */
export const estimate = (load: Load, costs: Costs, machines: Machines): Estimate => {
  const deliveries = load.messagesPerSecond * load.roomSize
  const flow: Flow = { load, deliveries, joins: load.users / (load.sessionMinutes * 60) }
  const nodes = needNodes(flow, costs, machines)
  const redis = redisUses(flow, costs, machines, nodes.count)
  const nginx = nginxUses(flow, costs, machines)
  // More nodes have more of them, so they are not among what is there once.
  const ports = {
    name: 'ports to one node',
    unit: '',
    used: load.users / (nodes.count - 1),
    limit: portsPerPair,
  }
  const named = (uses: Use[], owner: string): Use[] =>
    uses
      .filter(({ limit }) => Number.isFinite(limit))
      .map(use => ({ ...use, name: `${use.name} of ${owner}` }))
  return {
    rooms: load.users / load.roomSize,
    deliveriesPerSecond: deliveries,
    joinsPerSecond: flow.joins,
    nodesOfRoom: spreadOver(nodes.count, load.roomSize),
    nodes,
    redis: share(redis),
    nginx: share([...nginx, ports]),
    single: [...named(redis, 'one Redis'), ...named(nginx, 'one nginx')].toSorted(
      (one, other) => ratio(other) - ratio(one),
    ),
  }
}
