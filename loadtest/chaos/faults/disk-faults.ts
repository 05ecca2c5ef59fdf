import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Stage } from '../stage/open-stage.ts'
import { type Fault, fault } from './undo.ts'

const run = promisify(execFile)

/** No file of Redis' may grow any more, as on a full disk; the limit is its process's own. Undone, there is room again. */
export const fillDisk = async ({ cluster }: Stage): Promise<Fault> => {
  const limit = (soft: string) => run('prlimit', ['--pid', String(cluster.redis.pid), `--fsize=${soft}:`])
  await limit('1')
  return fault(async () => void (await limit('unlimited')))
}

/** Lets every sync of Redis take so much longer. Undone, it takes what it takes. */
export const slowSyncs = async ({ disk }: Stage, ms: number): Promise<Fault> => {
  await disk.setSyncDelay(ms)
  return fault(() => disk.setSyncDelay(0))
}
