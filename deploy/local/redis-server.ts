import type { ChildProcess } from 'node:child_process'
import { freePort } from './free-port.ts'
import type { Exit } from './program.ts'
import { startProgram } from './program.ts'

export { freePort } from './free-port.ts'

export interface RedisServer {
  url: string
  port: number
  process: ChildProcess
  /** Resolves when the server has ended, for whatever reason. */
  exited: Promise<Exit>
  /** Ends the server and waits until it has saved and gone. */
  stop(): Promise<void>
}

/** How a server is started, beyond the usual. */
export interface RedisExtras {
  /** Further `--name value` settings. */
  settings?: string[]
  /** A program and its arguments that become the server: `sh -c 'ulimit …; exec "$@"' sh`. */
  wrapper?: string[]
  env?: Record<string, string>
}

export interface RedisOptions extends RedisExtras {
  /** 0 takes a free one. */
  port: number
  /** Where the append-only file is kept; without it nothing is written to disk. */
  dir?: string
  /** Keeps a Ctrl-C in the terminal from it: whoever started it ends it. */
  ownGroup?: boolean
  /** Gives up the start, which then rejects. */
  signal?: AbortSignal
  onLine?: (line: string) => void
}

/** The line that says why a server ended: Redis marks what matters with "#", whatever it logs after it. */
const lastWords = (lines: readonly string[]): string => {
  const line = lines.findLast(candidate => / # /.test(candidate)) ?? lines.at(-1) ?? 'it said nothing'
  return line.replace(/^\S+ .*? [#*] /, '')
}

/**
 * Starts a redis-server on loopback and waits until it accepts connections. Rejects with its last words when it ends
 * before, with a LaunchError when it is not installed.
 */
export const startRedis = async (options: RedisOptions): Promise<RedisServer> => {
  const port = options.port === 0 ? await freePort() : options.port
  const storage = options.dir
    ? ['--dir', options.dir, '--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '']
    : ['--appendonly', 'no', '--save', '']
  const address = ['--port', String(port), '--bind', '127.0.0.1', '--maxmemory-policy', 'noeviction']
  const ready = Promise.withResolvers<'ready'>()
  const [program = 'redis-server', ...args] = [...(options.wrapper ?? []), 'redis-server']
  const server = await startProgram(program, [...args, ...address, ...storage, ...(options.settings ?? [])], {
    ownGroup: options.ownGroup ?? false,
    // A locale that the machine does not have would end Redis at the start.
    env: { ...process.env, LC_ALL: 'C', ...options.env },
    onLine: line => {
      options.onLine?.(line)
      if (line.includes('Ready to accept connections')) ready.resolve('ready')
    },
  })
  const giveUp = () => server.kill('SIGTERM')
  options.signal?.addEventListener('abort', giveUp)
  const outcome = await Promise.race([ready.promise, server.exited])
  options.signal?.removeEventListener('abort', giveUp)
  if (outcome !== 'ready') {
    throw new Error(
      `redis-server ended with ${outcome.signal ?? `code ${outcome.code}`}: ${lastWords(server.lastLines)}`,
    )
  }
  const stop = async (): Promise<void> => {
    await server.end('SIGTERM', 30_000)
  }
  return { url: `redis://127.0.0.1:${port}`, port, process: server.process, exited: server.exited, stop }
}
