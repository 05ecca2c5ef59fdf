import { setTimeout as delay } from 'node:timers/promises'
import type { Exit } from './program.ts'

export interface KeepRunning {
  exited: Promise<Exit>
  /** Starts it again. */
  startAgain(): Promise<{ exited: Promise<Exit> }>
  /** Whether its end was unexpected, asked when it has ended. */
  wanted(): boolean
  say(line: string): void
  /** Aborted when the cluster ends. */
  ending: AbortSignal
  /** The first wait in ms; each further one is twice as long. */
  backOffMs?: number
}

const endsInARow = 5
const healthyAfterMs = 30_000

/** An exit in words: `with code 1`, `by SIGKILL`. */
export const describeExit = ({ code, signal }: Exit): string =>
  signal === null ? `with code ${code}` : `by ${signal}`

/**
 * Starts a program again whenever it ends by itself: after half a second, then after twice as long each time. Gives up,
 * and says so, when it has ended five times in a row without half a minute of health between.
 */
export const keepRunning = async (options: KeepRunning): Promise<void> => {
  const { startAgain, wanted, say, ending, backOffMs = 500 } = options
  let { exited } = options
  for (let failures = 1; ; failures++) {
    const startedAt = Date.now()
    const exit = await exited
    if (ending.aborted || !wanted()) return
    if (Date.now() - startedAt > healthyAfterMs) failures = 1
    if (failures > endsInARow) {
      return say(
        `ended ${endsInARow} times in a row and stays down: see its last lines above, then start anew`,
      )
    }
    const wait = backOffMs * 2 ** (failures - 1)
    say(`ended ${describeExit(exit)}; it starts again in ${wait / 1000} s`)
    await delay(wait, undefined, { signal: ending }).catch(() => {})
    if (ending.aborted) return
    const next = await startAgain().catch((error: Error) => {
      say(error.message)
      return { exited: Promise.resolve(exit) }
    })
    exited = next.exited
  }
}
