import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Summary } from '../../k6/report/judge.ts'

const program = fileURLToPath(new URL('../../k6/main.ts', import.meta.url))

export interface Finished {
  code: number | null
  /** All that it printed. */
  output: string
  summary: Summary
  page: string
}

export interface Started {
  /** What it has printed so far. */
  readonly output: string
  /** Sends it a signal, as a Ctrl-C does. */
  kill(signal: NodeJS.Signals): void
  /** Resolves when its output has this. */
  printed(words: string): Promise<void>
  finished: Promise<Finished>
}

/**
 * Starts `npm run loadtest` as somebody at a terminal does, with data and results in a folder of the test's.
 *
 * @param path where k6 is found, before anything else
 */
export const startLoadtest = (args: string[], folder: string, path: string): Started => {
  const out = join(folder, 'out')
  const child = spawn(process.execPath, [program, ...args, '--data', folder, '--out', out], {
    env: { ...process.env, PATH: `${path}:${process.env.PATH}` },
  })
  // Whatever becomes of the test, nothing stays behind.
  onTestFinished(async () => {
    if (child.kill('SIGTERM')) await finished
  })
  let output = ''
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      output += text
      for (const look of waiting) look()
    })
  }
  const printed = async (words: string): Promise<void> => {
    const found = Promise.withResolvers<void>()
    const look = () => output.includes(words) && found.resolve()
    waiting.add(look)
    look()
    child.once('close', () => found.reject(new Error(`it never said "${words}" but:\n${output}`)))
    await found.promise.finally(() => waiting.delete(look))
  }
  const finish = async (): Promise<Finished> => {
    const [code] = await once(child, 'close')
    const read = (name: string) => readFile(join(out, name), 'utf8').catch(() => '')
    const summary = JSON.parse((await read('summary.json')) || '{"metrics":{}}') as Summary
    return { code, output, summary, page: await read('page.html') }
  }
  const finished: Promise<Finished> = finish()
  return {
    get output() {
      return output
    },
    kill: signal => void child.kill(signal),
    printed,
    finished,
  }
}
