import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LaunchError } from '../../deploy/local/launch-error.ts'
import { readOptions, readWholeNumber } from '../../deploy/local/read-options.ts'
import { type ClientKind, clientKinds } from './clients/chaos-client.ts'
import { scenarios } from './scenarios/all.ts'
import type { Scenario } from './scenarios/scenario.ts'

/** What `npm run chaos` was asked for. */
export interface Command {
  help: boolean
  list: boolean
  scenarios: readonly Scenario[]
  rounds: number
  seed: number
  full: boolean
  clients: ClientKind
  /** How long to go on with random faults, in ms, instead of playing each. */
  soakMs: number | undefined
  /** Where the report goes. */
  folder: string
}

export const usage = `Breaks a real cluster on this machine and judges what its clients have recorded.

  npm run chaos                                  each fault once, short: under five minutes
  npm run chaos -- --fault kill-node --rounds 20 --seed 7
  npm run chaos -- --full --rounds 20            as long as the promises speak of: hours
  npm run chaos -- --soak 30m                    steady load, a random fault each minute

  --fault NAME      only this fault; may be given several times
  --rounds N        how often each fault is tried (1)
  --seed N          repeats the load and the choices of a run; the next round has the next seed
  --full            60 s where the promise says 60 s, 1000 clients, 10,000 times; else shorter
  --clients KIND    stock: a recording client on socket.io-client; sdk: @socketlink/client (stock)
  --soak TIME       30m, 90s: instead of the rounds
  --out DIR         where the report (HTML, Markdown, JSON) and the history of a round that fails are written
                    (loadtest/data/chaos)
  --list            the faults and what must hold
  --help            this text

Exit code 0: everything holds. 1: something does not, or could not be tried. Ctrl-C ends everything that was started.
`

const usualFolder = fileURLToPath(new URL('../data/chaos', import.meta.url))

const options = {
  help: { type: 'boolean', short: 'h' },
  list: { type: 'boolean' },
  fault: { type: 'string', multiple: true },
  rounds: { type: 'string' },
  seed: { type: 'string' },
  full: { type: 'boolean' },
  clients: { type: 'string' },
  soak: { type: 'string' },
  out: { type: 'string' },
} as const

const readTime = (text: string): number => {
  const [, number, unit] = /^(\d+)(s|m|h)$/.exec(text) ?? []
  if (number === undefined) throw new LaunchError(`--soak must be a time such as 90s or 30m, not "${text}".`)
  return Number(number) * { s: 1000, m: 60_000, h: 3_600_000 }[unit as 's' | 'm' | 'h']
}

const readFaults = (names: string[] | undefined): readonly Scenario[] => {
  if (names === undefined) return scenarios
  for (const name of names) {
    if (scenarios.some(scenario => scenario.name === name)) continue
    throw new LaunchError(`There is no fault "${name}": \`npm run chaos -- --list\` shows what there is.`)
  }
  return scenarios.filter(({ name }) => names.includes(name))
}

const readClients = (text: string): ClientKind => {
  const kind = clientKinds.find(candidate => candidate === text)
  if (kind === undefined)
    throw new LaunchError(`--clients must be ${clientKinds.join(' or ')}, not "${text}".`)
  return kind
}

/** Reads the arguments. Throws a LaunchError that names what is wrong. */
export const readCommand = (args: string[]): Command => {
  const { values } = readOptions('`npm run chaos -- --help`', { args, options })
  return {
    help: values.help ?? false,
    list: values.list ?? false,
    scenarios: readFaults(values.fault),
    rounds: readWholeNumber('--rounds', values.rounds ?? '1', 1, 1000),
    seed: readWholeNumber(
      '--seed',
      values.seed ?? String(Math.floor(Math.random() * 1_000_000)),
      0,
      1_000_000_000,
    ),
    full: values.full ?? false,
    clients: readClients(values.clients ?? 'stock'),
    soakMs: values.soak === undefined ? undefined : readTime(values.soak),
    folder: values.out === undefined ? usualFolder : resolve(values.out),
  }
}
