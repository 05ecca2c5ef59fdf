import { readdir } from 'node:fs/promises'
import { residentBytes } from '../../resident-memory.ts'

/** What one process held at one moment. */
export interface Sample {
  minute: number
  residentMiB: number
  descriptors: number
}

/** One process of a node, from its start to its end; a node that is started again is another one. */
export interface ProcessLife {
  node: string
  pid: number
  samples: Sample[]
}

const sample = async (pid: number, minute: number): Promise<Sample> => {
  const descriptors = (await readdir(`/proc/${pid}/fd`)).length
  return { minute, residentMiB: residentBytes([pid]) / 1024 ** 2, descriptors }
}

/** Follows the processes of nodes. */
export class ProcessWatch {
  readonly lives: ProcessLife[] = []

  /** Takes a sample of each process that runs now. */
  async take(nodes: readonly { id: string; pid: number }[], minute: number): Promise<void> {
    for (const { id, pid } of nodes) {
      const taken = await sample(pid, minute)
      const life = this.lives.find(known => known.pid === pid)
      if (life) life.samples.push(taken)
      else this.lives.push({ node: id, pid, samples: [taken] })
    }
  }
}

/** How much a process grew a minute, by the line that fits its samples best; undefined with fewer than three. */
export const slopeOf = (samples: readonly Sample[]): number | undefined => {
  if (samples.length < 3) return undefined
  const mean = (pick: (one: Sample) => number): number =>
    samples.reduce((sum, one) => sum + pick(one), 0) / samples.length
  const meanMinute = mean(({ minute }) => minute)
  const meanMiB = mean(({ residentMiB }) => residentMiB)
  const spread = mean(({ minute }) => (minute - meanMinute) ** 2)
  return mean(({ minute, residentMiB }) => (minute - meanMinute) * (residentMiB - meanMiB)) / spread
}
