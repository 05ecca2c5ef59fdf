import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LaunchError } from '../../deploy/local/launch-error.ts'
import { createScreen, wantsColours } from '../../deploy/local/terminal.ts'
import { watchSignals } from '../../deploy/local/watch-signals.ts'
import type { Finding } from './bench.ts'
import type { Command } from './command-line.ts'
import { readCommand, usage } from './command-line.ts'
import { describeMachine } from './machine.ts'
import { drawPage } from './report/page.ts'
import { type Details, drawPlots } from './report/plots.ts'
import { drawTable } from './report/table.ts'

const { paint } = createScreen(wantsColours(process.stdout, process.env))
const print = (words: string): void => void process.stdout.write(`${words}\n`)
const started = performance.now()

const minutesSince = (): string => {
  const seconds = Math.round((performance.now() - started) / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

const writeResults = async (out: string, findings: Finding[], details: Details): Promise<void> => {
  await mkdir(out, { recursive: true })
  const machine = describeMachine()
  const plots = drawPlots(findings, details)
  const files: Record<string, string> = {
    ...plots,
    'results.json': `${JSON.stringify({ machine, findings, details }, null, 1)}\n`,
    'report.html': drawPage(findings, plots, machine, `${minutesSince()} minutes`),
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(out, name), content)
}

const run = async ({ scenarios, quick, rounds, link, out }: Command, signal: AbortSignal): Promise<void> => {
  const findings: Finding[] = []
  const details: Record<string, unknown> = {}
  for (const scenario of scenarios) {
    print(`${paint('bold', scenario.name)}  ${scenario.about}`)
    const say = (words: string) => print(paint('dim', `  ${minutesSince()}  ${words}`))
    const outcome = await scenario.run({ quick, rounds, link, signal, say })
    findings.push(...outcome.findings)
    details[scenario.name] = outcome.details
    print(`${drawTable(outcome.findings)}\n`)
    // What is there is kept, also when a later scenario is interrupted.
    await writeResults(out, findings, details)
  }
  print(`${drawTable(findings)}\n`)
  print(`${paint('bold', 'Done')} after ${minutesSince()} minutes: ${join(out, 'report.html')}`)
}

const signal = watchSignals(
  () => print(paint('bold', 'Ending: the clusters are taken down; Ctrl-C again ends it at once.')),
  () => process.exit(1),
)
try {
  const command = readCommand(process.argv.slice(2))
  if (command.help) print(usage.trimEnd())
  else await run(command, signal)
  process.exit(0)
} catch (error) {
  if (signal.aborted) {
    print('Ended; nothing is left running.')
    process.exit(130)
  }
  const words = error instanceof LaunchError ? error.message : String((error as Error).stack)
  process.stderr.write(`bench: ${words}\n`)
  process.exit(1)
}
