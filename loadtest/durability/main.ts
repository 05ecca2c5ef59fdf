import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { LaunchError } from '../../deploy/local/launch-error.ts'
import { createScreen, wantsColours } from '../../deploy/local/terminal.ts'
import { watchSignals } from '../../deploy/local/watch-signals.ts'
import type { Command } from './command-line.ts'
import { readCommand, usage } from './command-line.ts'
import { measureSends } from './measure.ts'
import { compare, type Series, showRows } from './report.ts'
import { measureSync } from './sync-time.ts'
import { createWays, type RunningWay } from './ways.ts'

const { paint } = createScreen(wantsColours(process.stdout, process.env))
const print = (text: string): void => void process.stdout.write(`${text}\n`)
const asked = watchSignals(() => print(paint('bold', 'Ending: the servers are taken down.')))

/** Each round takes all ways, beginning with another one, so that none of them always has the worse moment. */
const measureAll = async (
  running: RunningWay[],
  { rounds, seconds, senders }: Command,
  signal: AbortSignal,
): Promise<Series[]> => {
  const all: Series[] = [senders, 1].flatMap(count =>
    running.map(({ way }) => ({ way: way.name, senders: count, rounds: [] })),
  )
  for (const { store } of running) await measureSends(store, senders, 0.3)
  for (let round = 0; round < rounds; round++) {
    print(paint('dim', `round ${round + 1} of ${rounds}`))
    for (const count of new Set([senders, 1])) {
      for (let turn = 0; turn < running.length; turn++) {
        signal.throwIfAborted()
        const { way, store } = running[(round + turn) % running.length] as RunningWay
        const series = all.find(one => one.way === way.name && one.senders === count)
        series?.rounds.push(await measureSends(store, count, seconds))
      }
    }
  }
  return all
}

const main = async (): Promise<void> => {
  const command = readCommand(process.argv.slice(2))
  if (command.help) return print(usage)
  const dir = await mkdtemp(join(command.dir ? resolve(command.dir) : tmpdir(), 'socketlink-durability-'))
  const ways = createWays(dir, asked)
  try {
    print(`${paint('bold', 'Durability:')} what an acknowledgement costs, by what it waits for`)
    const syncMs = await measureSync(dir)
    const running = await ways.start()
    const rows = compare(await measureAll(running, command, asked))
    print(`\n${showRows(rows)}\n`)
    print(
      `Factors are to the first way, the middle one of ${command.rounds} rounds. This disk syncs in ${syncMs.toFixed(2)} ms.`,
    )
    if (command.json) await writeFile(command.json, `${JSON.stringify({ syncMs, rows }, undefined, 2)}\n`)
  } finally {
    await ways.stop()
    await rm(dir, { recursive: true, force: true })
  }
}

/** Why it ended, for people. */
const explain = (error: unknown): string => {
  if (asked.aborted) return 'Ended before the end: there is no result.'
  return error instanceof LaunchError ? error.message : String((error as Error).stack)
}

try {
  await main()
  process.exit(0)
} catch (error) {
  process.stderr.write(`${explain(error)}\n`)
  process.exit(1)
}
