import { describe, expect, it } from 'vitest'
import { readCommand } from '../../capacity/command-line.ts'
import { type Costs, readMeasured } from '../../capacity/costs.ts'
import { estimate, spreadOver } from '../../capacity/estimate.ts'
import type { Load, Machines } from '../../capacity/load.ts'
import { showEstimate } from '../../capacity/show.ts'

/** Round figures, so that the answers can be worked out by hand. */
const costs: Costs = {
  nodeDelivery: 10,
  nodeSend: 50,
  nodeCopy: 20,
  nodeJoin: 1000,
  nodeIdle: 1,
  nodeClientBytes: 20_000,
  nodeBaseBytes: 100_000_000,
  nginxDelivery: 10,
  nginxSend: 20,
  nginxJoin: 200,
  nginxClientBytes: 10_000,
  redisSend: 10,
  redisCopy: 1,
  redisJoin: 100,
  redisCopyBytes: 500,
  redisMessageBytes: 400,
  redisDuplicateBytes: 200,
  redisClientBytes: 400,
  redisAccountBytes: 1000,
  deliveryBytes: 500,
}
const machines: Machines = {
  connectionsPerNode: 10_000,
  utilisation: 0.5,
  redisGigabytes: 64,
  gigabits: 10,
  nginxCores: 4,
}
const load: Load = {
  users: 100_000,
  roomSize: 10,
  messagesPerSecond: 1000,
  dayShare: 0.25,
  sessionMinutes: 10,
  historyLength: 500,
}
const answer = (changes: Partial<Load> = {}, others: Partial<Machines> = {}) =>
  estimate({ ...load, ...changes }, costs, { ...machines, ...others })
const useOf = (uses: { name: string; used: number }[], name: string): number =>
  uses.find(use => use.name === name)?.used ?? Number.NaN

describe('the estimate', () => {
  it('works out rooms, deliveries and joins', () => {
    expect(answer()).toMatchObject({ rooms: 10_000, deliveriesPerSecond: 10_000 })
    expect(answer().joinsPerSecond).toBeCloseTo(166.7, 1)
  })

  it('knows on how many nodes a room has members', () => {
    expect(spreadOver(1, 50)).toBe(1)
    expect(spreadOver(100, 1)).toBeCloseTo(1)
    expect(spreadOver(2, 2)).toBeCloseTo(1.5)
    expect(spreadOver(10, 10_000)).toBeCloseTo(10)
  })

  it('takes so many nodes that one may be away, by clients or by CPU', () => {
    expect(answer().nodes).toMatchObject({ count: 11, because: { name: 'clients', used: 10_000 } })
    const busy = answer({ messagesPerSecond: 50_000 }).nodes
    expect(busy.because.name).toBe('CPU')
    expect(useOf(busy.uses, 'CPU')).toBeLessThanOrEqual(machines.utilisation)
    const onOneLess = busy.because.used * ((busy.count - 1) / (busy.count - 2))
    expect(onOneLess).toBeGreaterThan(machines.utilisation)
  })

  it('adds up what Redis does', () => {
    const { redis, nodesOfRoom, joinsPerSecond } = answer()
    const cpu = (1000 * 10 + 1000 * nodesOfRoom * 1 + joinsPerSecond * 100) / 1e6
    expect(redis.count).toBe(1)
    expect(useOf(redis.uses, 'CPU')).toBeCloseTo(cpu)
    expect(useOf(redis.uses, 'network out')).toBeCloseTo((1000 * nodesOfRoom * 500 * 8) / 1e9)
    const histories = 10_000 * 500 * 400
    const remembered = 1000 * 0.25 * 86_400 * 2 * 200
    expect(useOf(redis.uses, 'memory')).toBeCloseTo((histories + remembered + 100_000 * 1400) / 1e9)
  })

  it('names the first to give out, and takes enough servers for it', () => {
    const { redis, single } = answer({ messagesPerSecond: 10_000 }, { redisGigabytes: 16 })
    expect(single[0]?.name).toBe('memory of one Redis')
    expect(redis.count).toBe(Math.ceil((single[0]?.used ?? 0) / 8))
    expect(redis.because.used).toBeLessThanOrEqual(8)
    const rates = single.map(({ used, limit }) => used / limit)
    expect(rates).toEqual(rates.toSorted((one, other) => other - one))
  })

  it('grows with each part of the load', () => {
    const size = (changes: Partial<Load>): number => {
      const { nodes, redis, nginx } = answer(changes)
      return nodes.count + redis.count + nginx.count
    }
    const before = size({})
    expect(size({ users: 1_000_000 })).toBeGreaterThan(before)
    expect(size({ messagesPerSecond: 20_000 })).toBeGreaterThan(before)
    expect(size({ roomSize: 1000 })).toBeGreaterThan(before)
  })
})

describe('the measured figures', () => {
  it('are all there, sensible, and each says where it is from', async () => {
    const measured = await readMeasured()
    expect(Object.keys(measured.costs).toSorted()).toEqual(Object.keys(costs).toSorted())
    for (const [name, value] of Object.entries(measured.costs)) {
      expect(value, name).toBeGreaterThan(0)
      expect(measured.sources[name as keyof Costs].length).toBeGreaterThan(20)
    }
  })

  it('answer the question about a million users', async () => {
    const args = ['--users', '1000000', '--room-size', '50', '--messages-per-second', '20000']
    const command = readCommand(args)
    const measured = await readMeasured()
    const million = estimate(command.load, measured.costs, command.machines)
    expect(million.nodes.count).toBeGreaterThanOrEqual(101)
    const text = showEstimate(command.load, command.machines, million, measured)
    expect(text).toContain('1\u202f000\u202f000 users in 20\u202f000 rooms of 50')
    expect(text).toMatch(/The first to give out is the .* of one (Redis|nginx)/)
  })
})

describe('the command line of the calculator', () => {
  it('has a usual value for everything', () => {
    expect(readCommand([])).toMatchObject({
      help: false,
      measure: false,
      load: { users: 10_000, roomSize: 50, messagesPerSecond: 200 },
      machines: { connectionsPerNode: 10_000 },
    })
  })

  it.each([
    [['--users', 'many'], '--users must be a number, 1 or more, not "many"'],
    [['--utilisation', '1.5'], '--utilisation must be a number, from 0.01 to 1'],
    [['--people', '3'], "Unknown option '--people'"],
    [['extra'], 'Unexpected argument'],
  ])('refuses %j and says why', (args, words) => {
    expect(() => readCommand(args)).toThrow(words)
  })
})
