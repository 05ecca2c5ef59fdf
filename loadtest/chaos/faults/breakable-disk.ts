import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { RedisExtras } from '../../../deploy/local/redis-server.ts'

const run = promisify(execFile)
const shimSource = fileURLToPath(new URL('slow-sync.c', import.meta.url))

/** A disk of Redis' own that can be made slow and full, without being root. */
export interface BreakableDisk {
  /** How Redis is to be started on it. */
  redis: RedisExtras
  /** Lets each sync take so many milliseconds longer; throws when the machine could not make the library for it. */
  setSyncDelay(ms: number): Promise<void>
  remove(): Promise<void>
}

/** Whether there is a C compiler, for the library that makes syncs slow. */
export const hasCompiler = async (): Promise<boolean> => {
  if (process.platform !== 'linux') return false
  return await run('cc', ['--version']).then(
    () => true,
    () => false,
  )
}

export const makeBreakableDisk = async (): Promise<BreakableDisk> => {
  const folder = await mkdtemp(join(tmpdir(), 'socketlink-disk-'))
  const library = join(folder, 'slow-sync.so')
  const control = join(folder, 'milliseconds')
  const slowable = await hasCompiler()
  if (slowable) await run('cc', ['-shared', '-fPIC', '-O1', '-o', library, shimSource])
  await writeFile(control, Buffer.alloc(4))
  return {
    redis: {
      // A limit of file size is to be told by an error; by its signal Redis would end.
      wrapper: ['sh', '-c', 'trap "" XFSZ; exec "$@"', 'sh'],
      env: slowable ? { LD_PRELOAD: library, SLOW_SYNC_CONTROL: control } : {},
    },
    setSyncDelay: async ms => {
      if (!slowable) throw new Error('there is no C compiler to make syncs slow with')
      const bytes = Buffer.alloc(4)
      bytes.writeInt32LE(ms)
      // In place: the file is never empty for whoever reads it.
      await writeFile(control, bytes, { flag: 'r+' })
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
