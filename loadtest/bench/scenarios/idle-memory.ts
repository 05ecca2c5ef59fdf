import { setTimeout as wait } from 'node:timers/promises'
import type { Bench, Outcome, Scenario } from '../bench.ts'
import { ratio } from '../bench.ts'
import { Generator } from '../generator.ts'
import { residentBytes } from '../resident-memory.ts'
import { spread } from '../statistics.ts'
import { type SystemName, startSystem } from '../system.ts'

const roomSize = 20
/** Connections that are opened at the same time, so that the rate is what the system can do. */
const atOnce = 100

interface Visit {
  connectionsPerSecond: number
  bytesPerConnection: number
}

/** Room names for so many clients. */
const roomsFor = (clients: number): string[] =>
  Array.from({ length: clients }, (_, n) => `idle-${Math.floor(n / roomSize)}`)

const visit = async (name: SystemName, { quick, signal }: Bench): Promise<Visit> => {
  const clients = quick ? 1000 : 5000
  const settleMs = quick ? 5000 : 20_000
  const generator = new Generator(1, 1)
  try {
    const system = await startSystem(name, { nodes: 1, signal })
    try {
      const memory = () => residentBytes(system.cluster.nodes.map(({ pid }) => pid))
      const enter = async (count: number): Promise<number> => {
        const started = performance.now()
        const { failures } = await generator.open({ clients: system.people(count), perSecond: 1e9, atOnce })
        if (failures.length > 0) throw new Error(`${failures.length} clients did not connect: ${failures[0]}`)
        const seconds = (performance.now() - started) / 1000
        await generator.join({ rooms: roomsFor(count), perSecond: 1000, atOnce })
        return count / seconds
      }
      // The code is compiled and the first tables are made before anything is counted.
      await enter(500)
      await generator.close()
      await wait(settleMs, undefined, { signal })
      const before = memory()
      const connectionsPerSecond = await enter(clients)
      await wait(settleMs, undefined, { signal })
      return { connectionsPerSecond, bytesPerConnection: (memory() - before) / clients }
    } finally {
      await generator.end()
      await system.stop()
    }
  } finally {
    await generator.end()
  }
}

const run = async (bench: Bench): Promise<Outcome> => {
  const visits: Record<SystemName, Visit[]> = { socketlink: [], stock: [] }
  const rounds = Math.min(bench.rounds, 2)
  for (let round = 0; round < rounds; round++) {
    for (const name of ['socketlink', 'stock'] as const) {
      bench.say(`round ${round + 1} of ${rounds}: ${name}`)
      visits[name].push(await visit(name, bench))
    }
  }
  const memory = (name: SystemName) =>
    spread(visits[name].map(({ bytesPerConnection }) => bytesPerConnection / 1000))
  const speed = (name: SystemName) =>
    spread(visits[name].map(({ connectionsPerSecond }) => connectionsPerSecond))
  return {
    findings: [
      ratio('memory per idle joined connection', 'kB', memory('socketlink'), memory('stock'), { most: 0.6 }),
      ratio('connections opened in a second', '/s', speed('socketlink'), speed('stock')),
    ],
    details: visits,
  }
}

export const idleMemory: Scenario = {
  name: 'idle-memory',
  about: '5000 connections that have joined rooms of 20 and do nothing',
  run,
}
