import { resolve } from 'node:path'
import { LaunchError } from '../../deploy/local/launch-error.ts'
import { readOptions } from '../../deploy/local/read-options.ts'
import type { Scenario } from './bench.ts'
import { scenarios } from './scenarios/all.ts'

/** What `npm run bench` was asked for. */
export interface Command {
  help: boolean
  quick: boolean
  rounds: number
  out: string
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
  for (const name of positionals) {
    if (scenarios.some(scenario => scenario.name === name)) continue
    throw new LaunchError(`There is no scenario "${name}": \`npm run bench -- --help\` lists them.`)
  }
  return {
    help: values.help ?? false,
    quick: values.quick ?? false,
    rounds: Number(rounds),
    out: resolve(values.out ?? 'bench-results'),
    scenarios: scenarios.filter(({ name, extra }) =>
      positionals.length === 0 ? !extra : positionals.includes(name),
    ),
  }
}
