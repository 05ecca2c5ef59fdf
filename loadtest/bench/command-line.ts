import { resolve } from 'node:path'
import { LaunchError } from '../../deploy/local/launch-error.ts'
import { readOptions } from '../../deploy/local/read-options.ts'
import type { Scenario } from './bench.ts'
import { scenarios } from './scenarios/all.ts'
import type { Link } from './system.ts'

/** What `npm run bench` was asked for. */
export interface Command {
  help: boolean
  quick: boolean
  rounds: number
  out: string
  /** How nginx reaches the nodes of both; each its own way without it. */
  link: Link | undefined
  scenarios: Scenario[]
}

const list = scenarios
  .map(({ name, about, extra }) => `  ${name.padEnd(13)} ${about}${extra ? ' (only when named)' : ''}`)
  .join('\n')

export const usage = `Compares SocketLink with an ordinary Socket.IO cluster (loadtest/stock), side by side on this machine.

  npm run bench                                all of it, about a quarter of an hour
  npm run bench -- --quick                     shows that everything runs; the figures are rough
  npm run bench -- big-room small-room         some of it

${list}

  --quick       short rounds, small crowds
  --link WAY    how nginx reaches the nodes of both where they are compared: tcp or unix (sockets); without it
                SocketLink's by Unix sockets, as npm start has it, stock's by TCP, as Socket.IO's documentation has it
  --rounds N    how often both systems take turns (3)
  --out DIR     where results.json, report.html and the plots go (./bench-results)
  --help        this text

Both systems get the same nginx, the same Redis with an append-only file, and the same generator; what is measured is
processor time, so that other work on the machine disturbs little. Still, let it be quiet. Ctrl-C ends everything.
docs/benchmarks.md explains method and results.
`

const options = {
  help: { type: 'boolean', short: 'h' },
  quick: { type: 'boolean' },
  link: { type: 'string' },
  rounds: { type: 'string' },
  out: { type: 'string' },
} as const

/** Throws a LaunchError that names what is wrong. */
export const readCommand = (args: string[]): Command => {
  const { values, positionals } = readOptions('`npm run bench -- --help`', {
    args,
    options,
    allowPositionals: true,
  })
  const rounds = values.rounds ?? (values.quick ? '1' : '3')
  if (!/^[1-9]\d?$/.test(rounds)) {
    throw new LaunchError(`--rounds must be a whole number from 1 to 99, not "${rounds}".`)
  }
  const { link } = values
  if (link !== undefined && link !== 'tcp' && link !== 'unix') {
    throw new LaunchError(`--link must be tcp or unix, not "${link}".`)
  }
  for (const name of positionals) {
    if (scenarios.some(scenario => scenario.name === name)) continue
    throw new LaunchError(`There is no scenario "${name}": \`npm run bench -- --help\` lists them.`)
  }
  return {
    help: values.help ?? false,
    quick: values.quick ?? false,
    rounds: Number(rounds),
    link,
    out: resolve(values.out ?? 'bench-results'),
    scenarios: scenarios.filter(({ name, extra }) =>
      positionals.length === 0 ? !extra : positionals.includes(name),
    ),
  }
}
