import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Exit } from '../local/program.ts'

const main = fileURLToPath(new URL('../local/main.ts', import.meta.url))

export interface Launcher {
  process: ChildProcess
  /** All it has written so far. */
  output(): string
  /** Resolves with the output when it matches; rejects when the launcher ends before. */
  until(pattern: RegExp): Promise<string>
  exited: Promise<Exit>
}

/** Starts what `npm start` starts. */
export const launch = (args: string[], env: Record<string, string> = {}): Launcher => {
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...env } })
  const exited = Promise.withResolvers<Exit>()
  const watchers = new Set<() => void>()
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
      for (const watch of watchers) watch()
    })
  }
  child.once('close', (code, signal) => exited.resolve({ code, signal }))
  const until = async (pattern: RegExp): Promise<string> => {
    const seen = Promise.withResolvers<string>()
    const watch = () => void (pattern.test(output) && seen.resolve(output))
    watchers.add(watch)
    watch()
    void exited.promise.then(() => seen.reject(new Error(`the launcher ended before ${pattern}:\n${output}`)))
    return await seen.promise.finally(() => watchers.delete(watch))
  }
  return { process: child, output: () => output, until, exited: exited.promise }
}

export interface Descendant {
  pid: number
  command: string
}

const listProcesses = (): (Descendant & { parent: number })[] => {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' })
  return stdout.split('\n').flatMap(line => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    // A zombie is gone; its parent has not looked yet.
    return command === undefined || state?.startsWith('Z')
      ? []
      : [{ pid: Number(pid), parent: Number(parent), command }]
  })
}

/** The processes below one, without it. */
export const descendantsOf = (root: number): Descendant[] => {
  const all = listProcesses()
  const below = (parent: number): Descendant[] =>
    all.filter(each => each.parent === parent).flatMap(each => [each, ...below(each.pid)])
  return below(root)
}

/** Those of them that still run. */
export const stillRunning = (processes: Descendant[]): Descendant[] => {
  const now = new Map(listProcesses().map(({ pid, command }) => [pid, command]))
  return processes.filter(({ pid, command }) => now.get(pid) === command)
}
