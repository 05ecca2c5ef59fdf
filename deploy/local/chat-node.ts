import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { LaunchError } from './launch-error.ts'
import type { Exit, Program } from './program.ts'
import { startProgram } from './program.ts'

const chatProgram = fileURLToPath(new URL('../../services/chat/src/main.ts', import.meta.url))
/** For the Node.js of a chat node, here and in docker/chat.Dockerfile: see docs/adr/0016-idle-connections.md. */
export const chatNodeArgs = ['--max-semi-space-size=8']

/** One chat node, as whoever drives the cluster sees it. */
export interface ChatNode {
  /** `node-1`, `node-2` …: its SOCKETLINK_NODE_ID and its name in the log. */
  readonly id: string
  readonly port: number
  /** The Unix socket on which nginx reaches it; undefined when it does so by the port. */
  readonly socket: string | undefined
  readonly pid: number
  /** Its own address, past nginx. */
  readonly url: string
  readonly exited: Promise<Exit>
  kill(signal: NodeJS.Signals): void
}

export interface RunningNode extends ChatNode {
  readonly program: Program
  /** Resolves when `/readyz` answers 200; rejects with a LaunchError when the node ended before or took too long. */
  readonly ready: Promise<void>
}

export interface ChatNodeSettings {
  id: string
  port: number
  socket: string | undefined
  /** Arguments for Node.js itself. */
  nodeArgs: string[]
  /** In place of the chat node's own. */
  program?: string | undefined
  env: Record<string, string>
  onLine(line: string): void
  /** Ends the wait for it to be ready. */
  ending: AbortSignal
}

const readyWithinMs = 30_000

/** Whether an address answers 200 now. */
export const answers = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}

/** Asks an address until it answers 200. Resolves with false when it is hopeless or the time is over. */
export const waitForAnswer = async (url: string, hopeless: () => boolean): Promise<boolean> => {
  const deadline = Date.now() + readyWithinMs
  while (!hopeless() && Date.now() < deadline) {
    if (await answers(url)) return true
    await delay(50)
  }
  return false
}

/** The sentence for a node that did not become ready: its own when it has one, else its last lines with it. */
const explain = (id: string, alive: boolean, lastLines: readonly string[]): LaunchError => {
  if (alive) return new LaunchError(`${id} was not ready within ${readyWithinMs / 1000} s.`, lastLines)
  const own = lastLines.findIndex(line => line.startsWith('socketlink: '))
  const sentence = lastLines.slice(own).join('; ').slice('socketlink: '.length)
  if (own !== -1 && !sentence.includes(';     at '))
    return new LaunchError(`${id} does not start: ${sentence}.`)
  const error = lastLines.find(line => /^\S*(Error|socketlink)\b.*: /.test(line)) ?? 'it said nothing of use'
  return new LaunchError(`${id} does not start: ${error}`, lastLines)
}

/** Starts a node; the process is there when this resolves, `ready` tells the rest. */
export const startChatNode = async (settings: ChatNodeSettings): Promise<RunningNode> => {
  const { id, port, socket, nodeArgs, program: replacement, env, onLine, ending } = settings
  const node = replacement === undefined ? [...chatNodeArgs, chatProgram] : [replacement]
  const program = await startProgram(process.execPath, [...nodeArgs, ...node], {
    ownGroup: true,
    onLine,
    env: {
      ...process.env,
      ...env,
      SOCKETLINK_HOST: '127.0.0.1',
      SOCKETLINK_PORT: String(port),
      SOCKETLINK_UNIX_SOCKET: socket ?? '',
      SOCKETLINK_NODE_ID: id,
    },
  })
  const url = `http://127.0.0.1:${port}`
  const becomeReady = async (): Promise<void> => {
    if (await waitForAnswer(`${url}/readyz`, () => !program.alive || ending.aborted)) return
    const { alive } = program
    if (alive) program.kill('SIGKILL')
    await program.exited
    throw explain(id, alive, program.lastLines)
  }
  const { pid, exited, kill } = program
  const ready = becomeReady()
  ready.catch(() => {})
  return { id, port, socket, pid, url, exited, kill, program, ready }
}
