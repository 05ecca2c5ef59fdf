import type { Profiler } from 'node:inspector'

/** What a node spends its time on. */
export const parts = [
  'system calls: write',
  "Node.js' streams and sockets",
  'Socket.IO, Engine.IO, ws',
  'our fan-out',
  'our other code',
  'Redis client',
  'garbage collection',
  'event loop, system calls: read',
  'other libraries',
] as const
export type Part = (typeof parts)[number]

const writes = new Set(['writeBuffer', 'writev', 'writeUtf8String', 'writeLatin1String', 'writeAsciiString'])
const libraries: [RegExp, Part][] = [
  [/\/services\/chat\/src\/fanout\//, 'our fan-out'],
  [/\/node_modules\/(socket\.io|engine\.io|@socket\.io|ws)[^/]*\//, 'Socket.IO, Engine.IO, ws'],
  [/\/node_modules\/@redis\//, 'Redis client'],
  [/\/node_modules\//, 'other libraries'],
  [/\/services\/|\/stock\//, 'our other code'],
  [/^node:/, "Node.js' streams and sockets"],
]

/** The part a function belongs to; undefined while the node has nothing to do. */
const partOf = ({ functionName, url }: Profiler.ProfileNode['callFrame']): Part | undefined => {
  if (functionName === '(idle)') return undefined
  if (functionName === '(garbage collector)') return 'garbage collection'
  if (url === '' && writes.has(functionName)) return 'system calls: write'
  return libraries.find(([path]) => path.test(url))?.[1] ?? 'event loop, system calls: read'
}

/** The share of each part in the time a node was busy; all together are 1. */
export const readProfile = ({
  nodes,
  samples = [],
  timeDeltas = [],
}: Profiler.Profile): Map<Part, number> => {
  const partOfNode = new Map(nodes.map(({ id, callFrame }) => [id, partOf(callFrame)]))
  const times = new Map<Part, number>(parts.map(part => [part, 0]))
  let busy = 0
  for (const [n, id] of samples.entries()) {
    const part = partOfNode.get(id)
    const time = timeDeltas[n] ?? 0
    if (part === undefined) continue
    times.set(part, (times.get(part) ?? 0) + time)
    busy += time
  }
  return new Map([...times].map(([part, time]) => [part, busy > 0 ? time / busy : 0]))
}
