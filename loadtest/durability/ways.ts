import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createStore, type Store } from '@socketlink/store'
import { freePort } from '../../deploy/local/free-port.ts'
import type { RedisServer } from '../../deploy/local/redis-server.ts'
import { startRedis } from '../../deploy/local/redis-server.ts'
import { loadConfig } from '../../services/chat/src/config.ts'

/** One way to keep what was acknowledged. */
export interface Way {
  name: string
  /** Settings of Redis; undefined: no append-only file. */
  appendfsync: 'everysec' | 'always' | undefined
  /** Replicas that an ack waits for; there are as many. */
  replicas: number
}

/** The first one is what the others are compared with. */
export const ways: readonly Way[] = [
  { name: 'everysec', appendfsync: 'everysec', replicas: 0 },
  { name: 'no file', appendfsync: undefined, replicas: 0 },
  { name: 'always', appendfsync: 'always', replicas: 0 },
  { name: 'everysec, WAIT 1', appendfsync: 'everysec', replicas: 1 },
  { name: 'always, WAIT 1', appendfsync: 'always', replicas: 1 },
]

export interface RunningWay {
  way: Way
  store: Store
}

const silence = { info: () => {}, warn: () => {} }

const storeOn = (url: string, replicas: number): Store => {
  const settings = {
    SOCKETLINK_REDIS_URL: url,
    SOCKETLINK_WAIT_REPLICAS: String(replicas),
    // A sender here sends more than a person may.
    SOCKETLINK_MESSAGE_BURST: '1000000',
    SOCKETLINK_MESSAGES_PER_SECOND: '1000000',
  }
  return createStore(loadConfig(settings), silence)
}

/** Starts the servers of each way, and connects to them. `stop` ends them all, those of a start that was given up too. */
export const createWays = (dir: string, signal: AbortSignal) => {
  const servers: RedisServer[] = []
  const running: RunningWay[] = []

  const startServer = async (way: Way, name: string, ...more: string[]): Promise<RedisServer> => {
    const folder = join(dir, `${way.name} ${name}`.replaceAll(/\W+/g, '-'))
    await mkdir(folder, { recursive: true })
    const storage =
      way.appendfsync === undefined ? ['--appendonly', 'no'] : ['--appendfsync', way.appendfsync]
    const settings = [...storage, '--repl-diskless-sync-delay', '0', ...more]
    const server = await startRedis({ port: await freePort(), dir: folder, settings, ownGroup: true, signal })
    servers.push(server)
    return server
  }

  return {
    start: async (): Promise<RunningWay[]> => {
      for (const way of ways) {
        const master = await startServer(way, 'master')
        for (let n = 1; n <= way.replicas; n++) {
          await startServer(way, `replica ${n}`, '--replicaof', '127.0.0.1', String(master.port))
        }
        const store = storeOn(master.url, way.replicas)
        running.push({ way, store })
        await store.start()
      }
      return running
    },
    stop: async (): Promise<void> => {
      await Promise.all(running.map(({ store }) => store.close()))
      await Promise.all(servers.map(server => server.stop()))
    },
  }
}
