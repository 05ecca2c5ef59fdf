import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { LaunchError } from '../../deploy/local/launch-error.ts'
import { showPath } from '../../deploy/local/run-folder.ts'
import { createScreen, wantsColours } from '../../deploy/local/terminal.ts'
import { watchSignals } from '../../deploy/local/watch-signals.ts'
import { type Command, readCommand, usage } from './command-line.ts'
import { playSuite } from './play-suite.ts'
import { renderMarkdown } from './report/markdown-table.ts'
import { renderPage } from './report/page.ts'
import {
  describeClaim,
  type FaultSummary,
  holds,
  type RoundSummary,
  type SuiteSummary,
} from './report/summary.ts'
import { renderTable } from './report/text-table.ts'
import { runSoak } from './soak/run-soak.ts'

const { paint } = createScreen(wantsColours(process.stdout, process.env))
const print = (text: string): void => void process.stdout.write(`${text}\n`)

const list = ({ scenarios }: Command): string =>
  scenarios
    .map(({ name, fault, promise }) => `${paint('bold', name)}\n  ${fault}\n  ${paint('dim', promise)}`)
    .join('\n')

const describeRound = ({ scenario, seed, seconds, claims, failures }: RoundSummary): string => {
  const verdict = failures.length === 0 ? paint('green', 'holds') : paint('red', 'FAILS')
  const details = failures.length === 0 ? paint('dim', claims.map(describeClaim).join(', ')) : failures[0]
  return `${verdict}  ${scenario.padEnd(17)} seed ${seed}  ${seconds.toFixed(1).padStart(5)} s  ${details}`
}

/** The command that does the same once more. */
const commandOf = ({ seed }: Command): string => {
  const args = process.argv.slice(2).filter((arg, n, all) => arg !== '--seed' && all[n - 1] !== '--seed')
  return ['npm run chaos --', ...args, '--seed', String(seed)].join(' ')
}

const machine = (): string => `${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, Node.js ${process.version}`

const play = async (command: Command, signal: AbortSignal): Promise<boolean> => {
  const { seed, folder } = command
  await mkdir(folder, { recursive: true })
  const begin = performance.now()
  const file = join(folder, 'report.html')
  const report = async (faults: readonly FaultSummary[]): Promise<SuiteSummary> => {
    const suite: SuiteSummary = {
      ...{ command: commandOf(command), seed, faults, machine: machine() },
      seconds: (performance.now() - begin) / 1000,
      date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    }
    await writeFile(file, renderPage(suite))
    await writeFile(join(folder, 'report.md'), renderMarkdown(suite))
    await writeFile(join(folder, 'report.json'), JSON.stringify(suite))
    return suite
  }
  const faults = await playSuite({
    ...command,
    signal,
    onRound: round => print(describeRound(round)),
    onSkip: ({ name }, why) => print(`${paint('yellow', 'skips')}  ${name}: ${why}`),
    // What is known so far, should the rest never come.
    onFault: async known => void (await report(known)),
    onFailure: async ({ scenario, seed: roundSeed, history, recorder }) => {
      const recording = join(folder, `${scenario.name}-${roundSeed}.json`)
      await writeFile(recording, JSON.stringify({ ...history, windows: recorder.windows }))
    },
  })
  const suite = await report(faults)
  print(`\n${renderTable(suite, paint)}\n`)
  print(`${paint('bold', 'Report:')} ${showPath(file)}   ${paint('bold', 'Again:')} ${suite.command}`)
  return faults.every(holds)
}

const main = async (): Promise<number> => {
  const command = readCommand(process.argv.slice(2))
  if (command.help) print(usage)
  else if (command.list) print(list(command))
  else {
    const signal = watchSignals(
      () => print(`\n${paint('bold', 'Ending:')} the cluster is taken down; Ctrl-C again ends it at once.`),
      () => process.exit(130),
    )
    print(`${paint('bold', 'SocketLink under fault')}, seed ${command.seed}`)
    const held = await (command.soakMs === undefined
      ? play(command, signal)
      : runSoak({ ...command, forMs: command.soakMs, signal, print, paint }))
    if (signal.aborted) return 130
    return held ? 0 : 1
  }
  return 0
}

try {
  process.exit(await main())
} catch (error) {
  const known = error instanceof LaunchError
  const { paint: paintError } = createScreen(wantsColours(process.stderr, process.env))
  process.stderr.write(`${paintError('red', known ? error.message : String((error as Error).stack))}\n`)
  process.exit(1)
}
