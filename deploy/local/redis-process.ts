import type { ClusterContext } from './cluster-options.ts'
import { freePort } from './free-port.ts'
import { keepRunning } from './keep-running.ts'
import type { RedisServer } from './redis-server.ts'
import { startRedis } from './redis-server.ts'
import { explainRedis } from './redis-trouble.ts'

/** The cluster's Redis: it may be killed, stopped and started again on the same port and data. */
export interface RedisProcess {
  readonly url: string
  readonly port: number
  /** Of the process that runs now, or that ran last. */
  readonly pid: number
  kill(signal: NodeJS.Signals): void
  /** Starts it again after it has ended. Resolves when it accepts connections. */
  start(): Promise<void>
  /** Ends it and waits until it has saved. */
  stop(): Promise<void>
}

/** Starts Redis with an append-only file in the run folder, or without any when nothing is kept. */
export const startRedisProcess = async (context: ClusterContext): Promise<RedisProcess> => {
  const { folder, guard, log, ending, options } = context
  const port = await freePort()
  let wanted = true
  let server: RedisServer
  const launch = async (): Promise<RedisServer> => {
    server = await startRedis({
      ...options.redis,
      port,
      ...(folder.redis === undefined ? {} : { dir: folder.redis }),
      ownGroup: true,
      signal: ending,
      onLine: line => log('redis', line),
    }).catch((error: Error) => Promise.reject(explainRedis(error, folder.redis)))
    guard.watch({ pid: server.process.pid ?? 0, exited: server.exited }, { last: true })
    return server
  }
  const keep = (exited: RedisServer['exited']): void => {
    if (!options.restart) return
    const say = (line: string) => log('cluster', `redis ${line}`)
    void keepRunning({ exited, startAgain: launch, wanted: () => wanted, say, ending })
  }
  server = await launch()
  keep(server.exited)
  return {
    url: server.url,
    port,
    get pid() {
      return server.process.pid ?? 0
    },
    kill: signal => void server.process.kill(signal),
    start: async () => {
      await server.exited
      wanted = true
      keep((await launch()).exited)
    },
    stop: async () => {
      wanted = false
      await server.stop()
    },
  }
}
