import { EventEmitter } from 'node:events'
import type { Log, RedisLink } from './connection.ts'
import type { Act, Redis, RedisEvents } from './redis.ts'
import type { RedisCommands } from './redis-client.ts'

/** How often a kind of several servers looks who is there, in ms. */
const lookEveryMs = 500

/** What kinds of several servers have in common: links that come and go, and one answer to whether all is well. */
export abstract class RedisGroup extends EventEmitter<RedisEvents> implements Redis {
  protected readonly log: Log
  #readySince: number | undefined
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #lookAgain = false
  #stopped = true

  constructor(log: Log) {
    super()
    this.log = log
  }

  abstract run<Result>(key: string, act: Act<Result>): Promise<Result>
  abstract runPubSub<Result>(channel: string, act: Act<Result>): Promise<Result>
  abstract pubSubFor(channel: string): RedisCommands | undefined

  /** The links to the servers that are used now. */
  protected abstract links(): RedisLink[]
  /** Finds out which servers there are, and opens and ends links accordingly. */
  protected abstract look(): Promise<void>
  /** What is missing, for people; undefined when nothing is. */
  protected abstract trouble(): string | undefined

  get ready(): boolean {
    return this.#readySince !== undefined
  }

  get readyForMs(): number {
    return this.#readySince === undefined ? 0 : performance.now() - this.#readySince
  }

  pubSubs(): RedisCommands[] {
    return this.links().flatMap(link => link.pubSubs())
  }

  async replicated(answeredOn: RedisCommands, key: string): Promise<boolean> {
    const link = this.links().find(({ commands }) => commands === answeredOn)
    return link !== undefined && (await link.replicated(answeredOn, key))
  }

  async start(timeoutMs = 10_000): Promise<void> {
    this.#stopped = false
    const ready = Promise.withResolvers<void>()
    this.once('ready', ready.resolve)
    const timer = setTimeout(() => {
      ready.reject(new Error(`Redis does not answer: ${this.trouble() ?? 'no answer'}`))
    }, timeoutMs)
    this.#timer = setInterval(() => void this.lookNow(), lookEveryMs)
    void this.lookNow()
    try {
      await ready.promise
    } catch (error) {
      await this.close()
      throw error
    } finally {
      clearTimeout(timer)
      this.off('ready', ready.resolve)
    }
  }

  async close(): Promise<void> {
    this.#stopped = true
    this.#readySince = undefined
    clearInterval(this.#timer)
    await this.#looking
    await Promise.all(this.links().map(link => link.close()))
  }

  /** Looks at once, or once more when a look is under way that may have missed what has just happened. */
  protected async lookNow(): Promise<void> {
    if (this.#looking !== undefined) {
      this.#lookAgain = true
      return await this.#looking
    }
    this.#looking = this.#lookUntilSure()
    await this.#looking
    this.#looking = undefined
  }

  async #lookUntilSure(): Promise<void> {
    do {
      this.#lookAgain = false
      if (!this.#stopped) await this.look().catch(this.#onLookFailed)
      this.review()
    } while (this.#lookAgain && !this.#stopped)
  }

  /** Somebody has named a server by what is no address, for one. */
  readonly #onLookFailed = (error: Error): void => {
    this.log.warn(
      { event: 'redis_look_failed', reason: error.message },
      'who serves Redis was not understood',
    )
  }

  /** Passes on what a link tells, from now on until it is dismissed. */
  protected adopt(link: RedisLink): void {
    link.on('ready', () => this.review())
    link.on('lost', error => {
      this.review(error)
      void this.lookNow()
    })
    link.on('moved', () => this.emit('moved'))
    link.on('dropped', (channel, from) => {
      this.emit('dropped', channel, from)
      void this.lookNow()
    })
  }

  /** Compares whether all is well with what was told last, and tells what has changed. */
  protected review(cause?: Error): void {
    if (this.#stopped) return
    const trouble = this.trouble()
    if (trouble === undefined && !this.ready) {
      this.#readySince = performance.now()
      this.emit('ready')
    } else if (trouble !== undefined && this.ready) {
      this.#readySince = undefined
      this.emit('lost', cause ?? new Error(trouble))
    }
  }
}
