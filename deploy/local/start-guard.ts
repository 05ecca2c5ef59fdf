import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { GuardOrder, Owner } from './guard.ts'
import { LaunchError } from './launch-error.ts'
import type { Program } from './program.ts'
import type { RunFolder } from './run-folder.ts'
import { showPath } from './run-folder.ts'

export interface Guard {
  /** From now on the process ends when the launcher does. */
  watch(program: Pick<Program, 'pid' | 'exited'>, options?: { last: boolean }): void
  /** Gives the data folder free. Resolves when that is done. */
  end(): Promise<void>
}

/** Starts the process. Resolves with the other owner when the folder has one; the process has then ended. */
const launch = async (lock: string | undefined, owner: Owner) => {
  const program = fileURLToPath(new URL('guard.ts', import.meta.url))
  const settings = JSON.stringify({ lock, owner })
  const child = spawn(process.execPath, [program, settings], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.on('error', () => {})
  const exited = once(child, 'close')
  const lines = createInterface({ input: child.stdout })
  const answer = await Promise.race([once(lines, 'line'), exited.then(() => undefined)])
  if (answer === undefined) throw new Error('the guard of the cluster did not start')
  const { other } = JSON.parse(String(answer[0])) as { other?: Owner }
  if (other !== undefined) await exited
  return { stdin: child.stdin, exited, other }
}

/** Longer than a guard takes to end what a killed launcher has left. */
const leftoversEndWithinMs = 25_000

/**
 * Starts the guard; see guard.ts. Throws a LaunchError when another cluster runs on the same data folder; waits for one
 * that is being ended.
 */
export const startGuard = async (
  folder: Pick<RunFolder, 'path' | 'lock' | 'temporary'>,
  owner: Owner,
): Promise<Guard> => {
  const deadline = Date.now() + leftoversEndWithinMs
  let guard = await launch(folder.lock, owner)
  while (guard.other?.ending && Date.now() < deadline) {
    await delay(200)
    guard = await launch(folder.lock, owner)
  }
  const { stdin, exited, other } = guard
  if (other !== undefined) {
    throw new LaunchError(
      `The data folder ${showPath(folder.path)} is in use by the cluster at ${other.url} (process ${other.pid}): end that one first, or name another folder with --data.`,
    )
  }
  const order = (message: GuardOrder): void => void stdin.write(`${JSON.stringify(message)}\n`)
  if (folder.temporary) order({ remove: folder.path })
  return {
    watch: ({ pid, exited: gone }, { last } = { last: false }) => {
      order({ watch: { pid, last } })
      void gone.then(() => order({ forget: pid }))
    },
    end: async () => {
      stdin.end()
      await exited
    },
  }
}
