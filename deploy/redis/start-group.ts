import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { LaunchError } from '../local/launch-error.ts'
import { readRedisLine } from '../local/log-line.ts'
import { readOptions } from '../local/read-options.ts'
import { showPath, socketPath } from '../local/run-folder.ts'
import { startGuard } from '../local/start-guard.ts'
import { createScreen, wantsColours } from '../local/terminal.ts'
import { watchSignals } from '../local/watch-signals.ts'
import type { GroupOptions, RedisGroup } from './group.ts'

/** One of the commands that start a group of servers and nothing else. */
export interface GroupCommand {
  name: string
  usage: string
  /** The folder without `--data`. */
  folder: string
  /** The numbers it takes, with what they are without being given. */
  numbers: Record<string, { usual: number; min: number; max: number }>
  start(options: GroupOptions, numbers: Record<string, number>): Promise<RedisGroup>
}

const print = (text: string): void => void process.stdout.write(`${text}\n`)

const readNumbers = (
  command: GroupCommand,
  values: Record<string, string | boolean | undefined>,
): Record<string, number> =>
  Object.fromEntries(
    Object.entries(command.numbers).map(([name, { usual, min, max }]) => {
      const text = values[name]
      const number = text === undefined ? usual : Number(text)
      if (!Number.isInteger(number) || number < min || number > max) {
        throw new LaunchError(`--${name} must be a whole number from ${min} to ${max}, not "${text}".`)
      }
      return [name, number]
    }),
  )

const readArguments = (command: GroupCommand, args: string[]) => {
  const strings = ['data', ...Object.keys(command.numbers)].map(name => [name, { type: 'string' }] as const)
  const options = { help: { type: 'boolean', short: 'h' }, ...Object.fromEntries(strings) } as const
  return readOptions('--help', { args, options }).values as Record<string, string | boolean | undefined>
}

const run = async (command: GroupCommand, args: string[]): Promise<void> => {
  const values = readArguments(command, args)
  if (values.help) return print(command.usage)
  const numbers = readNumbers(command, values)
  const dir = resolve(String(values.data ?? command.folder))
  const { render, paint } = createScreen(wantsColours(process.stdout, process.env))
  const ended = Promise.withResolvers<void>()
  const asked = watchSignals(ended.resolve)
  await mkdir(dir, { recursive: true })
  const guard = await startGuard(
    { path: dir, lock: socketPath(dir, 'cluster'), temporary: false },
    { pid: process.pid, url: command.name },
  )
  print(paint('bold', `Starting Redis in ${showPath(dir)}`))
  const group = await command.start(
    {
      dir,
      ownGroup: true,
      restart: true,
      signal: asked,
      onProcess: started => guard.watch(started),
      onLine: (name, text) => {
        const line = name === 'cluster' ? { level: 'info' as const, text } : readRedisLine(text)
        if (line.level !== 'debug') print(render(name, line))
      },
    },
    numbers,
  )
  print(`\n${paint(['bold', 'green'], 'Redis is ready.')} A chat node finds it by these settings:\n`)
  for (const [name, value] of Object.entries(group.env)) print(`${name}=${value}`)
  print(`\nCtrl-C ends it, data stays in ${showPath(dir)}`)
  await ended.promise
  await group.stop()
  await guard.end()
  print('Ended.')
}

/** Runs such a command until it is told to end, and ends the process then. */
export const runGroupCommand = async (command: GroupCommand): Promise<never> => {
  try {
    await run(command, process.argv.slice(2))
    process.exit(0)
  } catch (error) {
    const words = error instanceof LaunchError ? error.message : String((error as Error).stack)
    process.stderr.write(`${words}\n`)
    process.exit(1)
  }
}
