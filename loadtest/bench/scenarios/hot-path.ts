import { mkdtemp, readFile, rm, watch } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bench, Finding, Outcome, Scenario } from '../bench.ts'
import { Generator } from '../generator.ts'
import { joinCalmly } from '../join-calmly.ts'
import { type Part, parts, readProfile } from '../read-profile.ts'
import { spread } from '../statistics.ts'
import type { SystemName } from '../system.ts'
import { startSystem } from '../system.ts'
import { measureTraffic } from '../traffic.ts'

const members = 1000
const profiler = fileURLToPath(new URL('../profile-on-signal.mjs', import.meta.url))

/** µs of a node's time for each delivery, by part. */
type Costs = Record<Part, number>

const profileNode = async (name: SystemName, { quick, signal, say }: Bench): Promise<Costs> => {
  say(`${name}: ${members} clients join; then a profile of the node`)
  const folder = await mkdtemp(join(tmpdir(), 'socketlink-profile-'))
  const generator = new Generator(1, 20)
  try {
    const nodeArgs = ['--import', profiler]
    const system = await startSystem(name, { nodes: 1, nodeArgs, env: { BENCH_PROFILES: folder }, signal })
    try {
      const rooms = Array.from({ length: members }, () => 'profiled')
      await joinCalmly(system, generator, rooms, signal)
      const load = { rate: 50, members, warmUpSeconds: 3, seconds: quick ? 3 : 10 }
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
  const socketlink = await profileNode('socketlink', bench)
  const stock = await profileNode('stock', bench)
  const finding = (part: Part): Finding => ({
    what: `hot path, 1000 members × 50 msg/s: ${part}`,
    unit: 'µs',
    socketlink: spread([socketlink[part]]),
    stock: spread([stock[part]]),
    value: socketlink[part] / stock[part],
  })
  return { findings: parts.map(finding), details: { socketlink, stock } }
}

export const hotPath: Scenario = {
  name: 'hot-path',
  about: 'a CPU profile of a node with one busy room: what each delivery is spent on',
  extra: true,
  run,
}
