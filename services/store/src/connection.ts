import { EventEmitter } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { ErrorReply } from 'redis'
import { createRedisClient, type RedisCommands } from './redis-client.ts'
import { preloadScripts } from './script.ts'

/** What the store writes to the log: a plain object of facts and a message, as pino takes them. */
export interface Log {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
}

/** A connection that has not answered a ping for so many ticks is given up. Ticks, not time: a paused process has none. */
const tickMs = 250
const silentTicks = 11

/** What the last replies still owed may take when the link is closed, in ms. */
const farewellMs = 1000

/**
 * The two connections of a node to Redis: one for commands, which fails at once while Redis is away, and one for
 * subscriptions, which waits for it. Emits `ready` whenever both are usable again and `lost` when one is not. No
 * command waits longer than about 3 s for its reply: a connection that falls silent is given up, and what waits on
 * it rejects.
 */
export class RedisLink extends EventEmitter<{ ready: []; lost: [Error] }> {
  readonly commands: RedisCommands
  readonly subscriptions: RedisCommands
  #ready = false
  /** When the link last became usable, in ms of `performance.now()`; undefined while it is not. */
  #readySince: number | undefined
  #preparing = false
  #closed = false
  /** Why the link is not usable, as far as is known. */
  #reason = 'no answer'
  #watch: NodeJS.Timeout | undefined
  #starting: PromiseWithResolvers<void> | undefined
  /** Ticks since each connection last answered a ping. */
  readonly #silence = new Map<RedisCommands, number>()
  readonly #host: string
  readonly #log: Log

  constructor(url: string, log: Log) {
    super()
    this.#log = log
    this.#host = new URL(url).host
    this.commands = createRedisClient(url, false)
    this.subscriptions = createRedisClient(url, true)
    for (const client of this.#clients) {
      client.on('error', error => this.#onError(client, error))
      client.on('ping-interval', () => this.#silence.set(client, 0))
      client.on('ready', () => {
        // A connection attempt that was under way when the link was closed ends here.
        if (this.#closed) return client.destroy()
        this.#silence.set(client, 0)
        void this.#prepare()
      })
    }
  }

  get ready(): boolean {
    return this.#ready
  }

  /** Milliseconds for which the link has been usable without a break; 0 while it is not. */
  get readyForMs(): number {
    return this.#readySince === undefined ? 0 : performance.now() - this.#readySince
  }

  /**
   * Connects, and waits until Redis answers.
   *
   * @throws when it does not within `timeoutMs`, with the reason; the link is closed then.
   */
  async start(timeoutMs = 10_000): Promise<void> {
    const starting = Promise.withResolvers<void>()
    this.#starting = starting
    this.#closed = false
    this.#watch = setInterval(() => this.#tick(), tickMs)
    this.once('ready', starting.resolve)
    for (const client of this.#clients) this.#connect(client)
    const timer = setTimeout(() => {
      starting.reject(new Error(`Redis at ${this.#host} does not answer: ${this.#reason}`))
    }, timeoutMs)
    try {
      await starting.promise
    } catch (error) {
      await this.close()
      throw error
    } finally {
      clearTimeout(timer)
      this.off('ready', starting.resolve)
      this.#starting = undefined
    }
  }

  /** Waits a moment for the replies still owed, then disconnects. */
  async close(): Promise<void> {
    this.#closed = true
    this.#ready = false
    this.#readySince = undefined
    clearInterval(this.#watch)
    this.#starting?.reject(new Error('the link to Redis was closed while it started'))
    await Promise.all(this.#clients.map(client => this.#leave(client)))
  }

  get #clients(): RedisCommands[] {
    return [this.subscriptions, this.commands]
  }

  get #connected(): boolean {
    return this.commands.isReady && this.subscriptions.isReady
  }

  #connect(client: RedisCommands): void {
    // It tries until it is closed, and tells of each failure by `error`.
    client.connect().catch(() => {})
  }

  async #leave(client: RedisCommands): Promise<void> {
    // The client's own close never ends when the connection breaks meanwhile.
    const patience = wait(farewellMs, undefined, { ref: false })
    if (client.isReady) await Promise.race([client.close().catch(() => {}), patience])
    client.destroy()
  }

  /** Loads the scripts on fresh connections; the link is ready when Redis has taken them. */
  async #prepare(): Promise<void> {
    if (this.#ready || this.#preparing || !this.#connected) return
    this.#preparing = true
    try {
      await preloadScripts(this.commands)
      if (this.#connected && !this.#closed) this.#onReady()
    } catch (error) {
      // While it loads its data Redis answers, but refuses; the next tick tries again.
      this.#reason = reasonOf(error as Error)
    } finally {
      this.#preparing = false
    }
  }

  #onReady(): void {
    this.#ready = true
    this.#readySince = performance.now()
    this.#log.info({ event: 'redis_ready' }, 'Redis is ready')
    this.emit('ready')
  }

  #onError(client: RedisCommands, error: Error): void {
    // A ping that Redis refuses, while it loads for one, is an answer too.
    if (error instanceof ErrorReply) this.#silence.set(client, 0)
    this.#reason = reasonOf(error)
    if (!this.#connected) this.#onLost(error)
  }

  #onLost(error: Error): void {
    if (!this.#ready) return
    this.#ready = false
    this.#readySince = undefined
    this.#log.warn({ event: 'redis_lost', reason: reasonOf(error) }, 'Redis is away; trying again')
    this.emit('lost', error)
  }

  /**
   * The client's own socket timeout starts again with every write, so that a dead link under load would never be
   * noticed. Only an answered ping proves that Redis is there.
   */
  #tick(): void {
    for (const client of this.#clients) {
      if (!client.isReady) continue
      const silence = (this.#silence.get(client) ?? 0) + 1
      this.#silence.set(client, silence)
      if (silence >= silentTicks) this.#renew(client)
    }
    void this.#prepare()
  }

  #renew(client: RedisCommands): void {
    client.destroy()
    this.#onLost(new Error(`no answer to a ping for ${silentTicks * tickMs} ms`))
    this.#connect(client)
  }
}

/** A refused connection to a name with several addresses has an empty message, and its causes behind it. */
const reasonOf = (error: Error): string => {
  if (error instanceof AggregateError) return error.errors.map(cause => (cause as Error).message).join(', ')
  return error.message
}
