import { EventEmitter } from 'node:events'
import { ProtocolError } from '@socketlink/contract'
import { createClient } from 'redis'
import { preloadScripts } from './script.ts'

/** What the store writes to the log: a plain object of facts and a message, as pino takes them. */
export interface Log {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
}

const createRedisClient = (url: string, offlineQueue: boolean) =>
  createClient({
    url,
    disableOfflineQueue: !offlineQueue,
    commandsQueueMaxLength: 100_000,
    // A ping each second and a socket timeout of three notice a link that swallows packets; see docs/adr/0005.
    pingInterval: 1000,
    socket: {
      connectTimeout: 1000,
      socketTimeout: 3000,
      reconnectStrategy: retries => Math.min(50 * 2 ** retries, 1000) + Math.random() * 100,
    },
  })

export type RedisCommands = ReturnType<typeof createRedisClient>

/**
 * The two connections of a node to Redis: one for commands, which fails at once while Redis is away, and one for
 * subscriptions, which waits for it. Emits `ready` whenever both are usable again and `lost` when one is not.
 */
export class RedisLink extends EventEmitter<{ ready: []; lost: [Error] }> {
  readonly commands: RedisCommands
  readonly subscriptions: RedisCommands
  #ready = false
  /** When the link last became usable, in ms of `performance.now()`; undefined while it is not. */
  #readySince: number | undefined
  readonly #log: Log

  constructor(url: string, log: Log) {
    super()
    this.#log = log
    this.commands = createRedisClient(url, false)
    this.subscriptions = createRedisClient(url, true)
    for (const client of [this.commands, this.subscriptions]) {
      client.on('error', error => this.#onError(error))
      client.on('ready', () => void this.#onReady())
    }
  }

  get ready(): boolean {
    return this.#ready
  }

  /** Milliseconds for which the link has been usable without a break; 0 while it is not. */
  get readyForMs(): number {
    return this.#readySince === undefined ? 0 : performance.now() - this.#readySince
  }

  /** Connects, and waits until Redis answers. Rejects when it does not within `timeoutMs`. */
  async start(timeoutMs = 10_000): Promise<void> {
    const connecting = Promise.all([this.commands.connect(), this.subscriptions.connect()])
    connecting.catch(() => {})
    if (this.#ready) return
    const timeout = Promise.withResolvers<never>()
    const timer = setTimeout(() => timeout.reject(new Error('Redis does not answer')), timeoutMs)
    const ready = Promise.withResolvers<void>()
    this.once('ready', ready.resolve)
    await Promise.race([ready.promise, timeout.promise]).finally(() => clearTimeout(timer))
  }

  /** Waits for the replies still owed, then disconnects. */
  async close(): Promise<void> {
    this.#ready = false
    this.removeAllListeners()
    for (const client of [this.subscriptions, this.commands]) {
      if (client.isReady) await client.close().catch(() => client.destroy())
      else client.destroy()
    }
  }

  async #onReady(): Promise<void> {
    if (!(this.commands.isReady && this.subscriptions.isReady)) return
    try {
      await preloadScripts(this.commands)
    } catch (error) {
      return this.#onError(error as Error)
    }
    if (this.#ready || !(this.commands.isReady && this.subscriptions.isReady)) return
    this.#ready = true
    this.#readySince = performance.now()
    this.#log.info({ event: 'redis_ready' }, 'Redis is ready')
    this.emit('ready')
  }

  #onError(error: Error): void {
    if (!this.#ready) return
    if (this.commands.isReady && this.subscriptions.isReady) return
    this.#ready = false
    this.#readySince = undefined
    this.#log.warn({ event: 'redis_lost', reason: error.message }, 'Redis is away; trying again')
    this.emit('lost', error)
  }
}

/** Replies by which Redis says "not now": full memory or disk, still loading, a replica, a slot on the move. */
const notNow = /^(OOM|MISCONF|LOADING|READONLY|BUSY|CLUSTERDOWN|TRYAGAIN|MASTERDOWN|NOREPLICAS)\b/

/**
 * Turns a failed Redis call into what the caller may tell a client: `unavailable` when Redis is away or refuses for
 * the moment; anything else is a fault of ours and stays as it is.
 */
export const asUnavailable = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error
  const isReply = /^[A-Z]+ /.test(error.message) && !notNow.test(error.message)
  return isReply ? error : new ProtocolError('unavailable', { cause: error })
}
