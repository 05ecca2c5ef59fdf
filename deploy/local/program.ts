import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { missingProgram } from './launch-error.ts'
import { inOwnGroup } from './own-group.ts'

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface Program {
  readonly process: ChildProcess
  readonly pid: number
  /** Resolves when the process has ended and all it wrote has been read. */
  readonly exited: Promise<Exit>
  readonly alive: boolean
  /** The last lines it wrote, newest last. */
  readonly lastLines: readonly string[]
  kill(signal: NodeJS.Signals): void
  /** Sends the signal and waits for the end; after `graceMs` the process and its children are killed. */
  end(signal: NodeJS.Signals, graceMs: number): Promise<Exit>
}

export interface ProgramOptions {
  env?: NodeJS.ProcessEnv
  /**
   * Gives the program a process group of its own: a Ctrl-C in the terminal then reaches the launcher alone, which ends
   * everything in order.
   */
  ownGroup: boolean
  onLine(line: string): void
}

/** Where programs lie that a user's PATH may not name: Debian keeps nginx in /usr/sbin. */
const programPath = [
  process.env.PATH,
  '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/opt/homebrew/bin',
].join(':')

/** Signals a process that leads its own group, and its children. Nothing happens when it is gone. */
export const killGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal)
  } catch {}
}

/** The processes of their own group that run now. */
const leaders = new Map<number, ChildProcess>()

/** The hard end: kills every program of its own group that was started here, and its children. */
export const killAllPrograms = (): void => {
  for (const [pid, leader] of leaders) {
    killGroup(pid, 'SIGKILL')
    // One that was started a moment ago has no group yet.
    leader.kill('SIGKILL')
  }
}

const waitForSpawn = async (child: ChildProcess, file: string): Promise<number> => {
  try {
    await once(child, 'spawn')
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? missingProgram(file) : error
  }
  if (child.pid === undefined) throw new Error(`${file} has no process id`)
  return child.pid
}

/** Starts a program; each line of its output goes to `onLine`. Throws a LaunchError when it is not installed. */
export const startProgram = async (
  file: string,
  args: string[],
  options: ProgramOptions,
): Promise<Program> => {
  const { ownGroup, onLine } = options
  const env = { ...(options.env ?? process.env), PATH: programPath }
  const command = ownGroup ? inOwnGroup(file, args, env) : { file, args, env, detached: false }
  const child = spawn(command.file, command.args, { ...command, stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = Promise.withResolvers<Exit>()
  const lastLines: string[] = []
  let alive = true
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', line => {
      if (line.trim() === '') return
      if (lastLines.push(line) > 20) lastLines.shift()
      onLine(line)
    })
  }
  child.once('exit', () => {
    alive = false
    // What a killed leader leaves behind, nginx's workers for one, would keep its port.
    if (leaders.delete(child.pid ?? 0)) killGroup(child.pid ?? 0, 'SIGKILL')
  })
  child.once('close', (code, signal) => exited.resolve({ code, signal }))
  const pid = await waitForSpawn(child, file)
  if (ownGroup && alive) leaders.set(pid, child)
  return {
    process: child,
    pid,
    exited: exited.promise,
    lastLines,
    get alive() {
      return alive
    },
    kill: signal => void child.kill(signal),
    end: async (signal, graceMs) => {
      child.kill(signal)
      // One that was stopped must go on to notice.
      child.kill('SIGCONT')
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
      return await exited.promise.finally(() => clearTimeout(timer))
    },
  }
}
