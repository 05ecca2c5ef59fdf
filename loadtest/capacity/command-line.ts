import { LaunchError } from '../../deploy/local/launch-error.ts'
import { readOptions } from '../../deploy/local/read-options.ts'
import type { Load, Machines } from './load.ts'

export interface Command {
  help: boolean
  measure: boolean
  load: Load
  machines: Machines
}

export const usage = `Works out what a load needs: nodes, Redis, nginx.

  npm run capacity -- --users 1000000 --room-size 50 --messages-per-second 20000

The load, at its busiest:
  --users N                 connected at the same time, each in one room (10000)
  --room-size N             members of a room who are there (50)
  --messages-per-second N   of all users together (users / 50)
  --day-share P             the average of a day as a part of the busiest moment (0.3)
  --session-minutes N       how long a client stays connected (30)
  --history N               messages kept for each room (500)

The machines:
  --connections-per-node N  clients of one node (10000)
  --utilisation P           the part of a core, a network and a memory that may be used (0.6)
  --redis-gigabytes N       memory of one Redis server (64)
  --nginx-cores N           cores of one nginx (8)
  --gigabits N              network of one machine (10)

  --measure                 measures the costs anew on this machine first (three minutes, Linux)
  --help                    this text

The costs are in loadtest/capacity/measured.json, each with where it is from. docs/capacity.md has the method.
`

const numbers = {
  users: { usual: 10_000, least: 1 },
  'room-size': { usual: 50, least: 1 },
  'messages-per-second': { usual: Number.NaN, least: 0 },
  'day-share': { usual: 0.3, least: 0, most: 1 },
  'session-minutes': { usual: 30, least: 0.1 },
  history: { usual: 500, least: 50 },
  'connections-per-node': { usual: 10_000, least: 1 },
  utilisation: { usual: 0.6, least: 0.01, most: 1 },
  'redis-gigabytes': { usual: 64, least: 0.1 },
  'nginx-cores': { usual: 8, least: 1 },
  gigabits: { usual: 10, least: 0.01 },
} as const satisfies Record<string, { usual: number; least: number; most?: number }>

type Name = keyof typeof numbers

const parse = (args: string[]) => {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {
    help: { type: 'boolean', short: 'h' },
    measure: { type: 'boolean' },
  }
  for (const name of Object.keys(numbers)) options[name] = { type: 'string' }
  return readOptions('`npm run capacity -- --help`', { args, options }).values as Record<
    string,
    string | boolean | undefined
  >
}

/** Reads the arguments. Throws a LaunchError that names what is wrong. */
export const readCommand = (args: string[]): Command => {
  const values = parse(args)
  const read = (name: Name): number => {
    const { usual, least, most = 1e12 }: { usual: number; least: number; most?: number } = numbers[name]
    const text = values[name]
    if (typeof text !== 'string') return usual
    const value = Number(text)
    if (text.trim() !== '' && value >= least && value <= most) return value
    const range = most === 1e12 ? `${least} or more` : `from ${least} to ${most}`
    throw new LaunchError(`--${name} must be a number, ${range}, not "${text}".`)
  }
  const users = read('users')
  const rate = read('messages-per-second')
  return {
    help: values.help === true,
    measure: values.measure === true,
    load: {
      users,
      roomSize: Math.min(users, read('room-size')),
      messagesPerSecond: Number.isNaN(rate) ? users / 50 : rate,
      dayShare: read('day-share'),
      sessionMinutes: read('session-minutes'),
      historyLength: read('history'),
    },
    machines: {
      connectionsPerNode: read('connections-per-node'),
      utilisation: read('utilisation'),
      redisGigabytes: read('redis-gigabytes'),
      gigabits: read('gigabits'),
      nginxCores: read('nginx-cores'),
    },
  }
}
