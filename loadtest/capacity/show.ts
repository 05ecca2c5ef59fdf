import { showNumber } from '../k6/report/figures.ts'
import type { Measured } from './costs.ts'
import type { Estimate, Need, Use } from './estimate.ts'
import type { Load, Machines } from './load.ts'

const amount = (value: number, unit: string): string => `${showNumber(value)}${unit === '' ? '' : ` ${unit}`}`

const showUse = ({ name, used, limit, unit }: Use): string => {
  const share = Number.isFinite(limit)
    ? ` of ${amount(limit, unit)}, ${Math.round((100 * used) / limit)} %`
    : ''
  return `    ${name.padEnd(18)}${amount(used, unit)}${share}`
}

const block = (title: string, { because, uses }: Need): string[] => [
  `  ${title}: for ${because.name}. One of them:`,
  ...uses.map(showUse),
]

const count = (number: number, one: string, many: string): string =>
  `${showNumber(number)} ${number === 1 ? one : many}`

const bottleneck = ([first, ...others]: Use[]): string[] => {
  if (first === undefined) return []
  const share = (use: Use): string => `${showNumber(use.limit / use.used)} times this load`
  const lines = [
    first.used > first.limit
      ? `  The first to give out is the ${first.name}, at ${share(first)}: ${amount(first.used, first.unit)}, of which it may have ${amount(first.limit, first.unit)}.`
      : `  Nothing that is there once gives out. The first would be the ${first.name}, at ${share(first)}.`,
  ]
  const next = others.filter(({ used, limit }) => used > limit)
  if (next.length > 0) lines.push(`  Then: ${next.map(use => `${use.name}, at ${share(use)}`).join('; ')}.`)
  return lines
}

/** The answer for a terminal. */
export const showEstimate = (load: Load, machines: Machines, answer: Estimate, measured: Measured): string =>
  [
    `${showNumber(load.users)} users in ${showNumber(answer.rooms)} rooms of ${showNumber(load.roomSize)}, ${showNumber(load.messagesPerSecond)} messages a second`,
    `  ${showNumber(answer.deliveriesPerSecond)} deliveries and ${showNumber(answer.joinsPerSecond)} joins a second; a room has members on ${showNumber(answer.nodesOfRoom)} nodes`,
    '',
    ...block(`${count(answer.nodes.count, 'node', 'nodes')}, one of them to spare`, answer.nodes),
    '',
    ...block(count(answer.redis.count, 'Redis server', 'Redis servers, a Redis Cluster'), answer.redis),
    '',
    ...block(`${count(answer.nginx.count, 'nginx', 'nginx')} of ${machines.nginxCores} cores`, answer.nginx),
    '',
    ...bottleneck(answer.single),
    '',
    `  Costs measured ${measured.at.slice(0, 10)} on ${measured.machine}.`,
    '  A calculation is no proof: test with `npm run loadtest` at the size you mean to run.',
  ].join('\n')
