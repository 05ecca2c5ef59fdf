import { setTimeout as wait } from 'node:timers/promises'
import { percentile, spread } from '../../statistics.ts'
import type { Bench, Outcome, Scenario } from '../bench.ts'
import { nowMicros } from '../clock.ts'
import { Generator } from '../generator.ts'
import { type System, startSystem } from '../system.ts'

const roomSize = 20
/** Messages a second, all rooms together, before, during and behind the fault. */
const rate = 100
const trafficSeconds = 20
/** How long those who lost their node may take to come back, in ms. */
const patienceMs = 30_000

interface Fault {
  connections: number
  connectSeconds: number
  failures: string[]
  /** Clients of the node that was killed. */
  affected: number
  /** Seconds from the kill until each of them had resumed. */
  returns: number[]
  gaps: number
  /** Messages that clients have not seen although others of their room have. */
  missing: number
  outOfOrder: number
}

/** Waits until all who lost their connection are back, or it takes too long. */
const waitForReturns = async (generator: Generator, signal: AbortSignal): Promise<void> => {
  const deadline = performance.now() + patienceMs
  await wait(1000, undefined, { signal })
  for (;;) {
    const { closed } = await generator.tally()
    const { returns } = await generator.whereabouts()
    if (returns.length >= closed || performance.now() > deadline) return
    await wait(250, undefined, { signal })
  }
}

/** Messages that somebody in a room has seen and others have not. */
const countMissing = (places: { room: string; seq: number }[]): number => {
  const heads = new Map<string, number>()
  for (const { room, seq } of places) heads.set(room, Math.max(seq, heads.get(room) ?? 0))
  return places.reduce((missing, { room, seq }) => missing + (heads.get(room) ?? 0) - seq, 0)
}

const killNode = async (
  system: System,
  generator: Generator,
  { quick, signal, say }: Bench,
): Promise<Fault> => {
  const connections = quick ? 2000 : 10_000
  const rooms = Array.from({ length: connections }, (_, n) => `crowd-${n % (connections / roomSize)}`)
  say(`${connections} clients connect to three nodes through nginx`)
  const started = performance.now()
  const { failures } = await generator.open({
    clients: system.people(connections),
    perSecond: 2000,
    atOnce: 400,
    comeBack: true,
  })
  if (failures.length > 0) say(`${failures.length} did not connect: ${failures[0]}`)
  const connectSeconds = (performance.now() - started) / 1000
  const { refused } = await generator.join({ rooms, perSecond: 1000, atOnce: 200 })
  if (refused > 0) throw new Error(`${refused} of ${connections} clients could not join`)

  say(`${rate} messages a second; one node is killed`)
  const sending = generator.send({
    startMicros: nowMicros() + 100_000,
    intervalMicros: 1_000_000 / rate,
    count: rate * trafficSeconds,
    senders: connections / roomSize / generator.pids.length,
    textLength: 100,
  })
  await wait(4000, undefined, { signal })
  const killedAt = nowMicros()
  system.cluster.nodes[0]?.kill('SIGKILL')
  await waitForReturns(generator, signal)
  await sending
  await wait(1500, undefined, { signal })
  const { closed, outOfOrder } = await generator.tally()
  const { returns, gaps, places } = await generator.whereabouts()
  return {
    connections,
    connectSeconds,
    failures,
    affected: closed,
    returns: returns.map(at => (at - killedAt) / 1_000_000).sort((a, b) => a - b),
    gaps,
    missing: countMissing(places),
    outOfOrder,
  }
}

const run = async (bench: Bench): Promise<Outcome> => {
  const generator = new Generator(2, 1)
  const system = await startSystem('socketlink', { nodes: 3, signal: bench.signal }).catch(async error => {
    await generator.end()
    throw error
  })
  try {
    const fault = await killNode(system, generator, bench)
    const { connections, failures, affected, returns, gaps, missing, outOfOrder } = fault
    const one = (what: string, unit: string, value: number, most: number) => ({
      what,
      unit,
      socketlink: spread([value]),
      value,
      target: { most },
    })
    // Those who never came back count as the slowest.
    const seconds = [
      ...returns,
      ...Array.from({ length: affected - returns.length }, () => Number.POSITIVE_INFINITY),
    ]
    return {
      findings: [
        one(`errors while ${connections} clients connect`, '', failures.length, 0),
        one(
          `seconds until 95 % of the ${affected} clients of a killed node have resumed`,
          's',
          percentile(seconds, 0.95),
          10,
        ),
        one('messages they lost', '', gaps + missing + outOfOrder, 0),
      ],
      details: fault,
    }
  } finally {
    await generator.end()
    await system.stop()
  }
}

export const tenThousand: Scenario = {
  name: 'ten-thousand',
  about: '10,000 connections over three nodes; one node is killed',
  run,
}
