import { readOptions, readWholeNumber } from '../../deploy/local/read-options.ts'

/** What the benchmark was asked for. */
export interface Command {
  help: boolean
  rounds: number
  seconds: number
  senders: number
  dir: string | undefined
  json: string | undefined
}

export const usage = `Measures what it costs to keep an acknowledged message, in several ways side by side.

  npm run bench:durability
  npm run bench:durability -- --rounds 20 --data /mnt/disk

  --rounds N    how often each way is measured, in another order each time (7)
  --seconds N   for how long each time (1)
  --senders N   messages under way at once (64); one at a time is measured as well
  --data DIR    on the disk that is meant (a temporary folder)
  --json FILE   writes the figures there, too
  --help        this text

Starts Redis servers of its own. Compare the factors, not the figures: these are of this machine, at this moment.
Ctrl-C ends everything.
`

const options = {
  help: { type: 'boolean', short: 'h' },
  rounds: { type: 'string', default: '7' },
  seconds: { type: 'string', default: '1' },
  senders: { type: 'string', default: '64' },
  data: { type: 'string' },
  json: { type: 'string' },
} as const

/** Reads the arguments. Throws a LaunchError that names what is wrong. */
export const readCommand = (args: string[]): Command => {
  const { values } = readOptions('`npm run bench:durability -- --help`', { args, options })
  return {
    help: values.help ?? false,
    rounds: readWholeNumber('--rounds', values.rounds, 1, 1000),
    seconds: readWholeNumber('--seconds', values.seconds, 1, 60),
    senders: readWholeNumber('--senders', values.senders, 1, 10_000),
    dir: values.data,
    json: values.json,
  }
}
