import { appendFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { LaunchError } from '../../deploy/local/launch-error.ts'
import { watchSignals } from '../../deploy/local/watch-signals.ts'
import type { Command } from './launcher/command-line.ts'
import { readCommand, usage } from './launcher/command-line.ts'
import { checkDescriptors } from './launcher/descriptors.ts'
import { findK6 } from './launcher/find-k6.ts'
import { runPlan } from './launcher/run-plan.ts'
import { openScreen } from './launcher/screen.ts'
import { openTarget } from './launcher/target.ts'
import { makePlan } from './plan/plan.ts'

const screen = openScreen()
const asked = watchSignals(() =>
  screen.print(
    screen.paint('bold', 'Ending: what was measured so far is reported; Ctrl-C again ends it at once.'),
  ),
)

const openFolder = async ({ outDir, dataDir, scenario, profile }: Command): Promise<string> => {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[:T]/g, '-')
  const folder = outDir ?? join(dataDir, 'results', `${stamp}-${scenario}-${profile}`)
  await mkdir(folder, { recursive: true })
  return folder
}

/** What a cluster that is started here writes: kept for whoever wants to know why. */
const openLog = (folder: string) => {
  const file = join(folder, 'cluster.log')
  return (program: string, line: string): void => appendFileSync(file, `${program} ${line}\n`)
}

/** Does what was asked. Resolves with the exit code. */
const main = async (): Promise<number> => {
  const command = readCommand(process.argv.slice(2))
  if (command.help) {
    screen.print(usage)
    return 0
  }
  const plan = makePlan({ ...command, runId: Date.now().toString(36), url: '' })
  await checkDescriptors(plan, command.url === undefined)
  await mkdir(command.dataDir, { recursive: true })
  const k6 = await findK6(command.dataDir, screen.print)
  const folder = await openFolder(command)
  if (command.url === undefined) screen.status.show(`starting a cluster of ${command.nodes} nodes`)
  const target = await openTarget(command, asked, openLog(folder))
  try {
    const passed = await runPlan({ plan: { ...plan, url: target.url }, target, k6, folder, screen, asked })
    screen.note(pathToFileURL(join(folder, 'page.html')).href)
    return asked.aborted ? 130 : passed ? 0 : 1
  } finally {
    await target.stop()
  }
}

/** Why it ended, for people. */
const explain = (error: unknown): { words: string; code: number } => {
  if (asked.aborted) return { words: 'Ended before there was anything to report.', code: 130 }
  if (!(error instanceof LaunchError)) return { words: String((error as Error).stack), code: 1 }
  return { words: [...error.lines, `loadtest: ${error.message}`].join('\n'), code: 1 }
}

process.stdout.on('error', () => {})
try {
  process.exit(await main())
} catch (error) {
  screen.status.end()
  const { words, code } = explain(error)
  process.stderr.write(`${words}\n`)
  process.exit(code)
}
