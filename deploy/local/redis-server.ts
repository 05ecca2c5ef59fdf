import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

export interface RedisServer {
  url: string
  port: number
  process: ChildProcess
  /** Ends the server and waits until it has saved and gone. */
  stop(): Promise<void>
}

export interface RedisOptions {
  /** 0 takes a free one. */
  port: number
  /** Where the append-only file is kept; without it nothing is written to disk. */
  dir?: string
  /** Further `--name value` settings. */
  settings?: string[]
  onLine?: (line: string) => void
}

/** A TCP port of loopback that is free at the moment. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Starts a redis-server on loopback and waits until it accepts connections. Rejects with its last words when it ends before. */
export const startRedis = async (options: RedisOptions): Promise<RedisServer> => {
  const port = options.port === 0 ? await freePort() : options.port
  const storage = options.dir
    ? ['--dir', options.dir, '--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '']
    : ['--appendonly', 'no', '--save', '']
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--maxmemory-policy', 'noeviction', ...storage, ...(options.settings ?? [])],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ready = Promise.withResolvers<void>()
  let last = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    for (const line of chunk.split('\n').filter(Boolean)) {
      last = line
      options.onLine?.(line)
      if (line.includes('Ready to accept connections')) ready.resolve()
    }
  })
  child.once('error', ready.reject)
  child.once('exit', code => ready.reject(new Error(`redis-server ended with code ${code}: ${last}`)))
  await ready.promise
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    await gone
  }
  return { url: `redis://127.0.0.1:${port}`, port, process: child, stop }
}
