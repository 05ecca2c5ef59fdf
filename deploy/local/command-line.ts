import { resolve } from 'node:path'
import { LaunchError } from './launch-error.ts'
import { readOptions, readWholeNumber } from './read-options.ts'
import type { RedisKind } from './redis-kinds.ts'
import { redisKinds } from './redis-kinds.ts'

/** What `npm start` was asked for. */
export interface Command {
  help: boolean
  verbose: boolean
  nodes: number
  port: number
  host: string
  dataDir: string
  redis: RedisKind
}

export const usage = `Starts a SocketLink cluster on this machine: Redis, chat nodes, nginx in front.

  npm start                       3 nodes at http://localhost:8080, data in ./data
  NODES=5 PORT=9000 npm start
  REDIS=cluster npm start         each kind has its own data
  npm start -- --nodes 5 --port 9000

  --nodes N     how many chat nodes (or NODES; 3)
  --port P      nginx's port (or PORT; 8080)
  --host H      the address nginx listens on; 0.0.0.0 lets other machines in (127.0.0.1)
  --redis KIND  one, sentinel or cluster (or REDIS; one): one server; a master with two
                replicas and three Sentinels; a Redis Cluster of three masters and replicas
  --data DIR    where the data stays (./data)
  --verbose     show every line of every process
  --help        this text

Settings of the nodes, SOCKETLINK_..., are taken from the environment; docs/operating.md lists them.
Ctrl-C drains the nodes and ends everything; pressed again, it ends everything at once.
`

const options = {
  help: { type: 'boolean', short: 'h' },
  verbose: { type: 'boolean' },
  nodes: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  redis: { type: 'string' },
} as const

const readKind = (name: string, text: string): RedisKind => {
  const kind = redisKinds.find(known => known === text)
  if (kind === undefined) throw new LaunchError(`${name} must be ${redisKinds.join(', ')}, not "${text}".`)
  return kind
}

/** Reads arguments (which win) and environment. Throws a LaunchError that names what is wrong. */
export const readCommand = (args: string[], environment: NodeJS.ProcessEnv): Command => {
  const { values } = readOptions('`npm start -- --help`', { args, options })
  const pick = (option: 'nodes' | 'port' | 'redis', usual: string): [string, string] => {
    const given = values[option]
    if (given !== undefined) return [`--${option}`, given]
    const variable = option.toUpperCase()
    return [variable, environment[variable] || usual]
  }
  return {
    help: values.help ?? false,
    verbose: values.verbose ?? false,
    nodes: readWholeNumber(...pick('nodes', '3'), 1, 64),
    port: readWholeNumber(...pick('port', '8080'), 1, 65_535),
    host: values.host ?? '127.0.0.1',
    dataDir: resolve(values.data ?? 'data'),
    redis: readKind(...pick('redis', 'one')),
  }
}
