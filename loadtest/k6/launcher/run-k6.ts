import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Program } from '../../../deploy/local/program.ts'
import { startProgram } from '../../../deploy/local/program.ts'
import type { Plan } from '../plan/plan.ts'
import type { ensureAccounts } from './accounts.ts'
import type { K6 } from './find-k6.ts'

const scripts = fileURLToPath(new URL('..', import.meta.url))
const script = join(scripts, 'script/main.ts')

export interface RunOptions {
  k6: K6
  plan: Plan
  accounts: Awaited<ReturnType<typeof ensureAccounts>>
  /** Where results go. */
  folder: string
  /** Facts for the report. */
  about: string[]
  signal: AbortSignal
  onWarning(line: string): void
}

/** What k6 says of a crossed threshold, which the report tells better, and of an end that was asked for. */
const expected = /thresholds on metrics|the VU iteration was interrupted|k6 received a/

/** The warning or error in a line of k6's log; undefined for any other line. */
export const readWarning = (line: string): string | undefined => {
  if (!/level=(warning|error|fatal)/.test(line) || expected.test(line)) return undefined
  const [, text] = /\bmsg="((?:[^"\\]|\\.)*)"/.exec(line) ?? []
  return text === undefined ? line : `k6: ${text.replaceAll(/\\(.)/g, '$1')}`
}

/** Runs k6 on a plan. Resolves with its exit code when it has written its summary, or could not. */
export const runK6 = async (options: RunOptions): Promise<number | null> => {
  const { k6, plan, accounts, folder, about, signal, onWarning } = options
  const write = (name: string, content: unknown): Promise<void> =>
    writeFile(join(folder, name), JSON.stringify(content, null, 2), { mode: 0o600 })
  await write('plan.json', plan)
  await write('.accounts.json', accounts)
  const env = {
    LOADTEST_FOLDER: folder,
    LOADTEST_ABOUT: about.join('\n'),
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
  }
  const args = ['run', '--quiet', '--no-usage-report', '--no-color', script]
  const [file, ...rest] = k6.command(args, [folder, scripts], env)
  const log = join(folder, 'k6.log')
  await writeFile(log, '')
  const program: Program = await startProgram(file, rest, {
    ownGroup: true,
    env: { ...process.env, ...env },
    onLine: line => {
      void appendFile(log, `${line}\n`)
      const warning = readWarning(line)
      if (warning !== undefined) onWarning(warning)
    },
  })
  // Asked by SIGINT, k6 stops the load and still writes its summary.
  const interrupt = (): void => program.kill('SIGINT')
  signal.addEventListener('abort', interrupt)
  if (signal.aborted) interrupt()
  const { code } = await program.exited
  signal.removeEventListener('abort', interrupt)
  return code
}
