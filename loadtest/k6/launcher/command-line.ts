import { resolve } from 'node:path'
import { LaunchError } from '../../../deploy/local/launch-error.ts'
import { readOptions } from '../../../deploy/local/read-options.ts'
import { type ScenarioName, scenarioNames, scenarios } from '../plan/scenarios.ts'
import { type ProfileName, profileNames, type Size } from '../plan/shape.ts'

/** What `npm run loadtest` was asked for. */
export interface Command {
  help: boolean
  scenario: ScenarioName
  profile: ProfileName
  /** Of a cluster that runs already; without it a cluster is started for the run. */
  url: string | undefined
  nodes: number
  size: Partial<Size>
  patience: number
  /** Brings the cluster at `url` to `{nodes}` nodes. */
  scaleCommand: string | undefined
  dataDir: string
  outDir: string | undefined
}

const list = scenarioNames.map(name => `  ${name.padEnd(16)} ${scenarios[name].about}`).join('\n')

export const usage = `Load-tests a cluster through its public address, with k6.

  npm run loadtest -- smoke
  npm run loadtest -- fanout --profile medium
  npm run loadtest -- steady --url https://chat.example

Scenarios:
${list}

  --profile P       small (default), medium or large: how much of everything
  --url URL         a cluster that runs already; without it one is started on this machine and ended afterwards
  --nodes N         nodes of the cluster that is started (3)
  --sockets N       connections, in place of the profile's number; so with --rooms, --users, --seconds,
                    --messages-per-second
  --patience N      makes the limits on time N times as wide, for a busy machine (1); what must be 0 stays 0
  --scale-command C for scale with --url: a command that brings the cluster to {nodes} nodes, for example
                    'docker compose up --detach --no-recreate --scale chat={nodes}'
  --out DIR         where the page and the figures go (a new folder in loadtest/data/results)
  --data DIR        where k6, the accounts and the started cluster's data stay (loadtest/data)
  --help            this text

Exits with 0 when every limit held, with 1 when one did not. A generator that was too slow itself fails the run, too.
Limits on addresses and users must be lifted at a cluster with --url: docs/load-testing.md says how.
Ctrl-C ends the run and all it has started; what was measured so far is still reported.
`

const options = {
  help: { type: 'boolean', short: 'h' },
  profile: { type: 'string' },
  url: { type: 'string' },
  nodes: { type: 'string' },
  sockets: { type: 'string' },
  rooms: { type: 'string' },
  users: { type: 'string' },
  seconds: { type: 'string' },
  'messages-per-second': { type: 'string' },
  patience: { type: 'string' },
  'scale-command': { type: 'string' },
  out: { type: 'string' },
  data: { type: 'string' },
} as const

const advice = '`npm run loadtest -- --help` shows what there is'

const parse = (args: string[]) =>
  readOptions('`npm run loadtest -- --help`', { args, options, allowPositionals: true })

const oneOf = <Name extends string>(what: string, text: string, names: readonly Name[]): Name => {
  const name = names.find(candidate => candidate === text)
  if (name !== undefined) return name
  throw new LaunchError(`There is no ${what} "${text}", only ${names.join(', ')}: ${advice}.`)
}

const number = (name: string, text: string, least: number, most: number): number => {
  const value = Number(text)
  if (text.trim() !== '' && value >= least && value <= most) return value
  throw new LaunchError(`--${name} must be a number from ${least} to ${most}, not "${text}".`)
}

const readUrl = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).origin
  throw new LaunchError(`--url must be an address like http://localhost:8080, not "${text}".`)
}

const readSize = (values: ReturnType<typeof parse>['values']): Partial<Size> => {
  const size: Partial<Size> = {}
  if (values.sockets !== undefined) size.sockets = number('sockets', values.sockets, 1, 200_000)
  if (values.rooms !== undefined) size.rooms = number('rooms', values.rooms, 1, 200_000)
  if (values.users !== undefined) size.users = number('users', values.users, 1, 200_000)
  if (values.seconds !== undefined) size.seconds = number('seconds', values.seconds, 1, 7 * 86_400)
  const rate = values['messages-per-second']
  if (rate !== undefined) size.messagesPerSecond = number('messages-per-second', rate, 0, 100_000)
  return size
}

/** Reads the arguments. Throws a LaunchError that names what is wrong. */
export const readCommand = (args: string[]): Command => {
  const { values, positionals } = parse(args)
  const help = values.help ?? false
  const [name, ...more] = positionals
  if (name === undefined && !help) {
    throw new LaunchError(`Which scenario? One of ${scenarioNames.join(', ')}: ${advice}.`)
  }
  if (more.length > 0) throw new LaunchError(`One scenario at a time, not "${positionals.join(' ')}".`)
  return {
    help,
    scenario: oneOf('scenario', name ?? 'smoke', scenarioNames),
    profile: oneOf('profile', values.profile ?? 'small', profileNames),
    url: readUrl(values.url),
    nodes: number('nodes', values.nodes ?? '3', 1, 64),
    size: readSize(values),
    patience: number('patience', values.patience ?? '1', 1, 1000),
    scaleCommand: values['scale-command'],
    dataDir: resolve(values.data ?? new URL('../../data', import.meta.url).pathname),
    outDir: values.out && resolve(values.out),
  }
}
