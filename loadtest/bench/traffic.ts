import { setTimeout as wait } from 'node:timers/promises'
import { cpuMicros } from '../cpu-time.ts'
import { percentile } from '../statistics.ts'
import { nowMicros } from './clock.ts'
import type { Generator } from './generator.ts'
import type { Tally } from './orders.ts'
import type { System } from './system.ts'

export interface Load {
  /** Messages a second, all rooms together. */
  rate: number
  /** Clients that get each message. */
  members: number
  warmUpSeconds: number
  seconds: number
  /** Clients of each generator process that take turns in sending; 20 without it. */
  senders?: number
}

/** What a system did under a load. */
export interface Traffic {
  deliveriesPerSecond: number
  /** Processor time for each delivery, in µs. */
  cpu: { nodes: number; redis: number; nginx: number; generator: number }
  /** From the moment a message was due to its arrival, in ms. */
  p50: number
  p99: number
  /** From the moment a message was due to its ack, in ms. */
  ackP99: number
  /** How late the generator itself was at most, in ms. */
  sendLag: number
  lost: number
  outOfOrder: number
  refused: number
  /** One of the acks that refused. */
  lastRefusal: string
}

const textLength = 100
/** How long the last messages of a round may take to arrive, in ms. */
const patienceMs = 20_000

/** Waits until what was sent has arrived, or nothing arrives any more; resolves with the last tally. */
const waitForArrivals = async (
  generator: Generator,
  expected: number,
  signal: AbortSignal,
): Promise<Tally> => {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const tally = await generator.tally()
    if (tally.messages >= expected || performance.now() > deadline) return tally
    await wait(100, undefined, { signal })
  }
}

/** Sends messages at a steady rate, and measures for some seconds what they cost and how long they take. */
export const measureTraffic = async (
  system: System,
  generator: Generator,
  { rate, members, warmUpSeconds, seconds, senders = 20 }: Load,
  signal: AbortSignal,
): Promise<Traffic> => {
  const before = await generator.tally()
  const count = Math.ceil(rate * (warmUpSeconds + seconds + 0.3))
  const sending = generator.send({
    startMicros: nowMicros() + 100_000,
    intervalMicros: 1_000_000 / rate,
    count,
    senders,
    textLength,
  })
  sending.catch(() => {})
  const probe = async () => ({
    tally: await generator.tally(),
    system: system.cpu(),
    generator: cpuMicros(generator.pids),
    at: nowMicros(),
  })
  await wait(warmUpSeconds * 1000, undefined, { signal })
  const first = await probe()
  await wait(seconds * 1000, undefined, { signal })
  const last = await probe()
  await Promise.race([sending, wait(patienceMs, undefined, { signal, ref: false })])
  const end = await waitForArrivals(generator, before.messages + count * members, signal)

  const deliveries = last.tally.messages - first.tally.messages
  const each = (part: 'nodes' | 'redis' | 'nginx') => (last.system[part] - first.system[part]) / deliveries
  return {
    deliveriesPerSecond: (deliveries / (last.at - first.at)) * 1_000_000,
    cpu: {
      nodes: each('nodes'),
      redis: each('redis'),
      nginx: each('nginx'),
      generator: (last.generator - first.generator) / deliveries,
    },
    p50: percentile(last.tally.latencies, 0.5),
    p99: percentile(last.tally.latencies, 0.99),
    ackP99: percentile(last.tally.ackLatencies, 0.99),
    sendLag: last.tally.sendLag,
    lost: before.messages + count * members - end.messages,
    outOfOrder: end.outOfOrder - before.outOfOrder,
    refused: end.refused - before.refused,
    lastRefusal: end.lastRefusal,
  }
}

/** Processor time of the nodes while nothing is sent, in µs a second. */
export const measureIdle = async (system: System, seconds: number, signal: AbortSignal): Promise<number> => {
  const [cpu, at] = [system.cpu().nodes, nowMicros()]
  await wait(seconds * 1000, undefined, { signal })
  return ((system.cpu().nodes - cpu) / (nowMicros() - at)) * 1_000_000
}
