import { setTimeout as wait } from 'node:timers/promises'
import { spread } from '../../statistics.ts'
import type { Bench, Outcome, Scenario } from '../bench.ts'
import { Generator } from '../generator.ts'
import { watchRedis } from '../redis-figures.ts'
import { type System, type SystemName, startSystem } from '../system.ts'
import { measureTraffic } from '../traffic.ts'

const roomCount = 100
const roomSize = 20
/** Messages a second, all rooms together. */
const rate = 100

interface Cost {
  nodes: number
  bytesOutPerMessage: number
  bytesInPerMessage: number
  /** Commands that clients send for one message, by name. */
  commandsPerMessage: Record<string, number>
}

/** Connects each room's members to one node, past nginx, and each room's messages come in turn. */
const fillRooms = async (system: System, generator: Generator): Promise<void> => {
  const { nodes } = system.cluster
  const roomOf = (n: number): number => n % roomCount
  const clients = Array.from({ length: roomCount * roomSize }, (_, n) => {
    const node = nodes[roomOf(n) % nodes.length]
    return system.people(1, { host: '127.0.0.1', port: node?.port ?? 0 })
  }).flat()
  const { failures } = await generator.open({ clients, perSecond: 1000, atOnce: 100 })
  if (failures.length > 0) throw new Error(`${failures.length} clients did not connect: ${failures[0]}`)
  await generator.join({ rooms: clients.map((_, n) => `room-${roomOf(n)}`), perSecond: 1000, atOnce: 100 })
}

const measure = async (name: SystemName, nodes: number, { quick, signal, say }: Bench): Promise<Cost> => {
  say(`${name}: ${nodes} nodes, ${roomCount} rooms of ${roomSize}`)
  const generator = new Generator(1, 1)
  const system = await startSystem(name, { nodes, signal }).catch(async error => {
    await generator.end()
    throw error
  })
  const redis = await watchRedis(system.cluster.redis.url)
  try {
    await fillRooms(system, generator)
    await wait(2000, undefined, { signal })
    const seconds = quick ? 4 : 5
    const load = { rate, members: roomSize, senders: roomCount, warmUpSeconds: 0, seconds }
    // What the nodes say to Redis anyway is taken off.
    const idleBefore = await redis.read()
    await wait(seconds * 1000, undefined, { signal })
    const before = await redis.read()
    const started = performance.now()
    const { refused, lastRefusal } = await measureTraffic(system, generator, load, signal)
    if (refused > 0) throw new Error(`${refused} messages were refused: ${lastRefusal}`)
    const after = await redis.read()
    const windows = (performance.now() - started) / (seconds * 1000)
    const messages = Math.ceil(rate * (seconds + 0.3))
    const net = (field: 'bytesOut' | 'bytesIn') =>
      (after[field] - before[field] - (before[field] - idleBefore[field]) * windows) / messages
    const few = 50
    const commands = await redis.commandsDuring(async () => {
      await measureTraffic(system, generator, { ...load, rate: few, seconds: 0.7 }, signal)
    })
    const perMessage = Object.entries(commands).map(([command, count]) => [command, count / few])
    return {
      nodes,
      bytesOutPerMessage: net('bytesOut'),
      bytesInPerMessage: net('bytesIn'),
      commandsPerMessage: Object.fromEntries(perMessage),
    }
  } finally {
    redis.close()
    await generator.end()
    await system.stop()
  }
}

/** Commands that are sent with each message; what heartbeats add now and then is less. */
const roundTrips = ({ commandsPerMessage }: Cost): number =>
  Object.values(commandsPerMessage)
    .map(count => Math.round(count))
    .reduce((sum, count) => sum + count, 0)

const run = async (bench: Bench): Promise<Outcome> => {
  const costs = {
    socketlink: [await measure('socketlink', 2, bench), await measure('socketlink', 6, bench)] as const,
    stock: [await measure('stock', 2, bench), await measure('stock', 6, bench)] as const,
  }
  const growth = ([two, six]: readonly [Cost, Cost]) => six.bytesOutPerMessage / two.bytesOutPerMessage
  return {
    findings: [
      {
        what: 'Redis bytes out per message, 100 rooms of 20, 6 nodes ÷ 2 nodes',
        unit: '×',
        socketlink: spread([growth(costs.socketlink)]),
        stock: spread([growth(costs.stock)]),
        value: growth(costs.socketlink),
        target: { most: 1.1 },
      },
      {
        what: 'Redis round trips per send',
        unit: '',
        socketlink: spread([roundTrips(costs.socketlink[0])]),
        stock: spread([roundTrips(costs.stock[0])]),
        value: roundTrips(costs.socketlink[0]),
        target: { most: 1 },
      },
    ],
    details: costs,
  }
}

export const redisCost: Scenario = {
  name: 'redis-cost',
  about: '100 rooms of 20 members who share a node, on 2 and on 6 nodes: what Redis is asked and sends',
  run,
}
