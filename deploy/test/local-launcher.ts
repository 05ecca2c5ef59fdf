import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
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

interface Listed extends Descendant {
  parent: number
}

/** `ps` is not on every machine, /proc not on every system. */
const readProc = (): Listed[] =>
  readdirSync('/proc').flatMap(name => {
    if (!/^\d+$/.test(name)) return []
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      // A zombie is gone; its parent has not looked yet.
      return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), command }]
    } catch {
      return []
    }
  })

const readPs = (): Listed[] => {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' })
  return stdout.split('\n').flatMap(line => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    return command === undefined || state?.startsWith('Z')
      ? []
      : [{ pid: Number(pid), parent: Number(parent), command }]
  })
}

const listProcesses = (): Listed[] => (existsSync('/proc/self/stat') ? readProc() : readPs())

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
