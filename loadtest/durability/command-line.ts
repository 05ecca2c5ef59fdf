import { parseArgs } from 'node:util'
import { LaunchError } from '../../deploy/local/launch-error.ts'

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

const readNumber = (name: string, text: string, max: number): number => {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= 1 && number <= max) return number
  throw new LaunchError(`--${name} must be a whole number from 1 to ${max}, not "${text}".`)
}

const parse = (args: string[]) => {
  try {
    return parseArgs({ args, options }).values
  } catch (error) {
    const reason = (error as Error).message.split(/[.\n]/)[0]
    throw new LaunchError(`${reason}: \`npm run bench:durability -- --help\` shows what there is.`)
  }
}

/** Reads the arguments. Throws a LaunchError that names what is wrong. */
export const readCommand = (args: string[]): Command => {
  const values = parse(args)
  return {
    help: values.help ?? false,
    rounds: readNumber('rounds', values.rounds, 1000),
    seconds: readNumber('seconds', values.seconds, 60),
    senders: readNumber('senders', values.senders, 10_000),
    dir: values.data,
    json: values.json,
  }
}
