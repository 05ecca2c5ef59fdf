import type { TestProject } from 'vitest/node'
import { launchCluster } from './launch.ts'

interface SharedCluster {
  url: string
  nodes: { url: string; route: string; pid: number }[]
  redisUrl: string
  prefix: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** Absent where the tests run against one node. */
    cluster?: SharedCluster
  }
}

/** One cluster for all test files of a run. A line that one of its nodes logged at level error fails the run. */
export const shareCluster = async (
  project: TestProject,
  settings: Record<string, string> = {},
): Promise<() => Promise<void>> => {
  const { url, nodes, redisUrl, prefix, complaints = [], stop } = await launchCluster(settings)
  const processes = nodes.map(({ url, route, pid = 0 }) => ({ url, route, pid }))
  project.provide('cluster', { url, nodes: processes, redisUrl, prefix })
  return async () => {
    await stop()
    if (complaints.length === 0) return
    // To throw here would keep the other set-ups from ending what they have started.
    process.stderr.write(`the nodes logged errors:\n${complaints.join('\n')}\n`)
    process.exitCode = 1
  }
}

export const setup = (project: TestProject): Promise<() => Promise<void>> => shareCluster(project)
