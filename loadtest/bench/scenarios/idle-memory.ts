import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { residentBytes } from '../../resident-memory.ts'
import { spread } from '../../statistics.ts'
import type { Bench, Outcome, Scenario } from '../bench.ts'
import { ratio } from '../bench.ts'
import { Generator } from '../generator.ts'
import { type SystemName, startSystem } from '../system.ts'

const roomSize = 20
/** Connections that are opened at the same time, so that the rate is what the system can do. */
const atOnce = 100

/** Longer than the 25 s between two pings: each connection has been asked once whether it is alive. */
const settleMs = 27_000
/** How often it is looked whether a collection is over, in ms, and how often it must have given nothing back for that. */
const lookMs = 500
const looks = 6

const collector = fileURLToPath(new URL('../collect-on-signal.mjs', import.meta.url))
const nodeArgs = ['--expose-gc', '--import', collector]

/** Bytes of a node: with the garbage of the moment, and after a collection. */
interface Memory {
  found: number
  kept: number
}

interface Visit {
  connectionsPerSecond: number
  bytesPerConnection: Memory
}

/** Room names for so many clients. */
const roomsFor = (clients: number): string[] =>
  Array.from({ length: clients }, (_, n) => `idle-${Math.floor(n / roomSize)}`)

/** A system with its own generator; its clients come and go. */
const openPlace = async (name: SystemName, signal: AbortSignal) => {
  const generator = new Generator(1, 1)
  const system = await startSystem(name, { nodes: 1, nodeArgs, signal }).catch(async error => {
    await generator.end()
    throw error
  })
  return {
    /** Connects so many people and has them join; resolves with how many connected in a second. */
    enter: async (count: number): Promise<number> => {
      const started = performance.now()
      const { failures } = await generator.open({ clients: system.people(count), perSecond: 1e9, atOnce })
      if (failures.length > 0) throw new Error(`${failures.length} clients did not connect: ${failures[0]}`)
      const seconds = (performance.now() - started) / 1000
      await generator.join({ rooms: roomsFor(count), perSecond: 1000, atOnce })
      return count / seconds
    },
    leave: () => generator.close(),
    memory: async (): Promise<Memory> => {
      const { nodes } = system.cluster
      const resident = () => residentBytes(nodes.map(({ pid }) => pid))
      const found = resident()
      for (const node of nodes) node.kill('SIGUSR2')
      let kept = found
      for (let quiet = 0; quiet < looks; quiet++) {
        await wait(lookMs, undefined, { signal })
        const now = resident()
        if (now < kept) quiet = 0
        kept = Math.min(now, kept)
      }
      return { found, kept }
    },
    [Symbol.asyncDispose]: async () => {
      await generator.end()
      await system.stop()
    },
  }
}

/** One round: people enter both systems, one after the other, and both settle at the same time. */
const visit = async ({ quick, signal, say }: Bench): Promise<Record<SystemName, Visit>> => {
  const clients = quick ? 1000 : 5000
  await using socketlink = await openPlace('socketlink', signal)
  await using stock = await openPlace('stock', signal)
  const places = { socketlink, stock }
  const each = async <Result>(act: (place: typeof socketlink) => Promise<Result>) => ({
    socketlink: await act(places.socketlink),
    stock: await act(places.stock),
  })
  const settle = async () => {
    await wait(settleMs, undefined, { signal })
    return await each(place => place.memory())
  }
  // The code is compiled and the first tables are made before anything is counted.
  await each(async place => {
    await place.enter(500)
    await place.leave()
  })
  const before = await settle()
  say(`${clients} clients enter each`)
  const connectionsPerSecond = await each(place => place.enter(clients))
  const after = await settle()
  const result = (name: SystemName): Visit => {
    // What was garbage before is gone: what is found afterwards is compared with what was kept.
    const perConnection = (bytes: number) => (bytes - before[name].kept) / clients
    const bytesPerConnection = {
      found: perConnection(after[name].found),
      kept: perConnection(after[name].kept),
    }
    return { connectionsPerSecond: connectionsPerSecond[name], bytesPerConnection }
  }
  return { socketlink: result('socketlink'), stock: result('stock') }
}

const run = async (bench: Bench): Promise<Outcome> => {
  const visits: Record<SystemName, Visit[]> = { socketlink: [], stock: [] }
  const rounds = Math.min(bench.rounds, 2)
  for (let round = 0; round < rounds; round++) {
    bench.say(`round ${round + 1} of ${rounds}: both start`)
    const { socketlink, stock } = await visit(bench)
    visits.socketlink.push(socketlink)
    visits.stock.push(stock)
  }
  const memory = (name: SystemName, which: keyof Memory) =>
    spread(visits[name].map(({ bytesPerConnection }) => bytesPerConnection[which] / 1000))
  const speed = (name: SystemName) =>
    spread(visits[name].map(({ connectionsPerSecond }) => connectionsPerSecond))
  return {
    findings: [
      ratio(
        'memory per idle joined connection',
        'kB',
        memory('socketlink', 'kept'),
        memory('stock', 'kept'),
        { most: 0.6 },
      ),
      ratio(
        'the same with the garbage of the moment',
        'kB',
        memory('socketlink', 'found'),
        memory('stock', 'found'),
      ),
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
