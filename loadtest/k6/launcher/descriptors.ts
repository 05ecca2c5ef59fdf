import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { LaunchError } from '../../../deploy/local/launch-error.ts'
import type { Plan } from '../plan/plan.ts'

const run = promisify(execFile)

/** For everything else that a process has open. */
const others = 200

/** What one process may have open here; infinity where the shell cannot say. */
const readLimit = async (): Promise<number> => {
  const { stdout } = await run('sh', ['-c', 'ulimit -n']).catch(() => ({ stdout: '' }))
  return Number(stdout) || Number.POSITIVE_INFINITY
}

/** Throws a LaunchError when the run needs more open files than this shell allows. nginx has two for each connection. */
export const checkDescriptors = async (
  { sockets }: Pick<Plan, 'sockets'>,
  ownCluster: boolean,
  limit?: number,
): Promise<void> => {
  const needed = others + sockets * (ownCluster ? 2 : 1)
  const allowed = limit ?? (await readLimit())
  if (needed <= allowed) return
  throw new LaunchError(
    `${sockets} connections need ${needed} open files in one process, and this shell allows ${allowed}: run \`ulimit -n ${needed}\` first (as root, \`ulimit -Hn ${needed}\` as well), or take fewer with --sockets.`,
  )
}
