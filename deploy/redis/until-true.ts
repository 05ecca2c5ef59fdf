import { setTimeout as delay } from 'node:timers/promises'
import { LaunchError } from '../local/launch-error.ts'

const withinMs = 20_000

/** Asks until the answer is yes. Rejects with the complaint as a LaunchError after 20 s, or when the start is given up. */
export const untilTrue = async (
  ask: () => Promise<boolean>,
  complaint: string,
  { signal }: { signal?: AbortSignal | undefined },
): Promise<void> => {
  const deadline = Date.now() + withinMs
  while (!(await ask())) {
    if (signal?.aborted) throw new LaunchError('The start was given up.')
    if (Date.now() > deadline) throw new LaunchError(complaint)
    await delay(50)
  }
}
