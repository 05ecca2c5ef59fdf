import { mkdtemp, readFile, rm, watch } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spread } from '../../statistics.ts'
import type { Bench, Finding, Outcome, Scenario } from '../bench.ts'
import { Generator } from '../generator.ts'
import { joinCalmly } from '../join-calmly.ts'
import { type Part, parts, readProfile } from '../read-profile.ts'
import type { SystemName } from '../system.ts'
import { startSystem } from '../system.ts'
import { measureTraffic } from '../traffic.ts'
import { withoutHeartbeats } from '../without-heartbeats.ts'

/** The rooms of the table; a quiet one is watched for longer. */
const roomsOfTable = [
  { members: 1000, rate: 50, seconds: 10 },
  { members: 200, rate: 300, seconds: 10 },
  { members: 1000, rate: 1, seconds: 40 },
]
type Room = (typeof roomsOfTable)[number]

const profiler = fileURLToPath(new URL('../profile-on-signal.mjs', import.meta.url))

/** µs of a node's time for each delivery, by part. */
type Costs = Record<Part, number>

const profileNode = async (
  name: SystemName,
  { members, rate, seconds }: Room,
  { quick, link, signal, say }: Bench,
): Promise<Costs> => {
  say(`${name}: ${members} clients join and send ${rate} messages a second; then a profile of the node`)
  const folder = await mkdtemp(join(tmpdir(), 'socketlink-profile-'))
  const generator = new Generator(1, 20)
  try {
    const nodeArgs = ['--import', profiler]
    const env = { BENCH_PROFILES: folder, ...withoutHeartbeats }
    const system = await startSystem(name, { nodes: 1, nodeArgs, env, link, signal })
    try {
      const rooms = Array.from({ length: members }, () => 'profiled')
      await joinCalmly(system, generator, rooms, signal)
      const load = { rate, members, warmUpSeconds: 3, seconds: quick ? 3 : seconds }
      await measureTraffic(system, generator, { ...load, seconds: 1 }, signal)
      const [node] = system.cluster.nodes
      node?.kill('SIGUSR2')
      const { cpu } = await measureTraffic(system, generator, load, signal)
      const ended = new AbortController()
      const changes = watch(folder, { signal: ended.signal })[Symbol.asyncIterator]()
      const written = changes.next()
      node?.kill('SIGUSR2')
      await written
      ended.abort()
      await system.stop()
      const profile = JSON.parse(await readFile(join(folder, `${node?.pid}.cpuprofile`), 'utf8'))
      const shares = readProfile(profile)
      return Object.fromEntries(parts.map(part => [part, (shares.get(part) ?? 0) * cpu.nodes])) as Costs
    } finally {
      await system.stop()
    }
  } finally {
    await generator.end()
    await rm(folder, { recursive: true, force: true })
  }
}

const run = async (bench: Bench): Promise<Outcome> => {
  const findings: Finding[] = []
  const details: object[] = []
  for (const room of roomsOfTable) {
    const socketlink = await profileNode('socketlink', room, bench)
    const stock = await profileNode('stock', room, bench)
    details.push({ ...room, socketlink, stock })
    for (const part of parts)
      findings.push({
        what: `hot path, ${room.members} members × ${room.rate} msg/s: ${part}`,
        unit: 'µs',
        socketlink: spread([socketlink[part]]),
        stock: spread([stock[part]]),
        value: socketlink[part] / stock[part],
      })
  }
  return { findings, details }
}

export const hotPath: Scenario = {
  name: 'hot-path',
  about: 'a CPU profile of a node with each room of the table: what each delivery is spent on',
  extra: true,
  run,
}
