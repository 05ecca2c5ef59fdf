import { EventEmitter } from 'node:events'
import { PingedConnection, tickMs } from './pinged-connection.ts'
import type { Act, Redis, RedisEvents } from './redis.ts'
import type { RedisCommands, Tls } from './redis-client.ts'
import { ReplicaCount, type WaitOptions } from './replica-count.ts'
import { preloadScripts } from './script.ts'
import { unavailableIfFailed } from './unavailable.ts'

/** What the store writes to the log: a plain object of facts and a message, as pino takes them. */
export interface Log {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
}

/**
 * The connections of a node to one Redis server: one for commands, one for subscriptions, and a third when replicas are
 * waited for. All fail at once while Redis is away. Ready when all are usable and Redis has taken the scripts. No
 * command waits longer than about 3 s for its reply: a connection that falls silent is given up, and what waits on it
 * rejects.
 */
export class RedisLink extends EventEmitter<RedisEvents> implements Redis {
  readonly #commands: PingedConnection
  readonly #pubSub: PingedConnection
  readonly #replicas: ReplicaCount | undefined
  readonly #connections: PingedConnection[]
  #ready = false
  /** When the link last became usable, in ms of `performance.now()`; undefined while it is not. */
  #readySince: number | undefined
  #preparing = false
  #closed = true
  /** Why the link is not usable, as far as is known. */
  #reason = 'no answer'
  #watch: NodeJS.Timeout | undefined
  #starting: PromiseWithResolvers<void> | undefined
  readonly #host: string
  readonly #log: Log

  constructor(url: string, log: Log, { tls, wait }: { tls?: Tls | undefined; wait?: WaitOptions } = {}) {
    super()
    this.#log = log
    this.#host = new URL(url).host
    const open = (onDropped: (channel: string) => void, onChange: () => void): PingedConnection =>
      new PingedConnection(url, tls, {
        onDropped,
        onReady: () => {
          onChange()
          void this.#prepare()
        },
        onTrouble: error => {
          this.#onTrouble(error)
          onChange()
        },
      })
    const nothing = (): void => {}
    this.#commands = open(nothing, nothing)
    this.#pubSub = open(
      channel => this.emit('dropped', channel, this.subscriptions),
      () => this.emit('moved'),
    )
    this.#connections = [this.#pubSub, this.#commands]
    if (wait !== undefined && wait.replicas > 0) {
      const waiting = open(nothing, nothing)
      this.#connections.push(waiting)
      this.#replicas = new ReplicaCount(waiting, wait)
    }
  }

  /** The connection for commands. Another one after each break. */
  get commands(): RedisCommands {
    return this.#commands.client
  }

  /** The connection for subscriptions. Another one after each break, without the subscriptions of the old one. */
  get subscriptions(): RedisCommands {
    return this.#pubSub.client
  }

  get ready(): boolean {
    return this.#ready
  }

  get readyForMs(): number {
    return this.#readySince === undefined ? 0 : performance.now() - this.#readySince
  }

  /** Why it is not usable, for people. */
  get reason(): string {
    return this.#reason
  }

  run<Result>(_key: string, act: Act<Result>): Promise<Result> {
    return unavailableIfFailed(act(this.commands, ''))
  }

  runPubSub<Result>(_channel: string, act: Act<Result>): Promise<Result> {
    return unavailableIfFailed(act(this.subscriptions, ''))
  }

  pubSubFor(_channel: string): RedisCommands | undefined {
    return this.pubSubs()[0]
  }

  pubSubs(): RedisCommands[] {
    return this.#pubSub.isReady ? [this.subscriptions] : []
  }

  async replicated(answeredOn: RedisCommands, key: string): Promise<boolean> {
    if (this.#replicas === undefined) return true
    const enough = answeredOn === this.commands && (await this.#replicas.reached(key))
    // A server that was started again may have forgotten what it had answered.
    return enough && answeredOn === this.commands
  }

  async start(timeoutMs = 10_000): Promise<void> {
    const starting = Promise.withResolvers<void>()
    this.#starting = starting
    this.once('ready', starting.resolve)
    this.open()
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

  /** Connects without waiting: `ready` tells. */
  open(): void {
    this.#closed = false
    this.#watch = setInterval(() => this.#tick(), tickMs)
    for (const connection of this.#connections) connection.open()
  }

  async close(): Promise<void> {
    this.#end()
    this.#starting?.reject(new Error('the link to Redis was closed while it started'))
    await Promise.all(this.#connections.map(connection => connection.close()))
  }

  /** Ends it at once, for a server that is not to be believed any more. What waits for a reply fails. */
  destroy(): void {
    this.#end()
    for (const connection of this.#connections) connection.destroy()
    this.emit('moved')
  }

  #end(): void {
    this.#closed = true
    this.#ready = false
    this.#readySince = undefined
    clearInterval(this.#watch)
  }

  get #connected(): boolean {
    return this.#connections.every(connection => connection.isReady)
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

  #onTrouble(error: Error): void {
    this.#reason = reasonOf(error)
    if (!this.#ready || this.#connected) return
    this.#ready = false
    this.#readySince = undefined
    this.#log.warn({ event: 'redis_lost', reason: this.#reason }, 'Redis is away; trying again')
    this.emit('lost', error)
  }

  #tick(): void {
    for (const connection of this.#connections) connection.tick()
    void this.#prepare()
  }
}

/** A refused connection to a name with several addresses has an empty message, and its causes behind it. */
const reasonOf = (error: Error): string => {
  if (error instanceof AggregateError) return error.errors.map(cause => (cause as Error).message).join(', ')
  return error.message
}
