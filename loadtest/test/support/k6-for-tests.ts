import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { findK6 } from '../../k6/launcher/find-k6.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder with the program `k6`, '' when k6 runs in a container; or the sentence that says why there is none. */
    k6: { path: string; missing?: string }
  }
}

const dataDir = fileURLToPath(new URL('../../data', import.meta.url))

/** Finds k6 once for all tests, or has it built, which takes a minute or two on a fresh machine. */
export const setup = async (project: TestProject): Promise<void> => {
  try {
    const k6 = await findK6(dataDir, line => process.stdout.write(`loadtest: ${line}\n`))
    const [file] = k6.command([], [], {})
    if (file === 'docker') return project.provide('k6', { path: '' })
    const { stdout } = await promisify(execFile)('sh', ['-c', `command -v ${file}`])
    project.provide('k6', { path: dirname(stdout.trim()) })
  } catch (error) {
    project.provide('k6', { path: '', missing: (error as Error).message })
  }
}
