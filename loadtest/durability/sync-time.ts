import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { percentile } from '../statistics.ts'

/** How long this disk takes to sync a small write, in ms: the median of a hundred. What `always` costs hangs on it. */
export const measureSync = async (dir: string): Promise<number> => {
  const file = await open(join(dir, 'sync'), 'w')
  const times: number[] = []
  try {
    for (let n = 0; n < 100; n++) {
      await file.write('x'.repeat(512))
      const begun = performance.now()
      await file.datasync()
      times.push(performance.now() - begun)
    }
  } finally {
    await file.close()
  }
  return percentile(times, 0.5)
}
