import { ErrorReply } from 'redis'
import type { Redis } from './redis.ts'
import type { RedisCommands } from './redis-client.ts'
import { UnreachableError } from './unavailable.ts'

/** What the adapter hands over for a channel. */
export type Handler = (message: Buffer, channel: Buffer) => void
/** Looks at a payload before the handlers do; true consumes it. */
export type Watcher = (payload: Buffer) => boolean

/** The pause after a refused command doubles from the first to the longest, in ms. */
const firstRetryMs = 50
const longestRetryMs = 2000
/** How long a server from which the channel has moved away may take to say so itself, in ms. */
const farewellMs = 200

interface Surroundings {
  link: Redis
  /** Desired or actual may have changed. */
  onChange(subscription: Subscription): void
  onTrouble(subscription: Subscription, event: string, error: unknown): void
}

/**
 * One channel: who listens to it here, and the work until Redis has it so. At most one command is under way; the next
 * waits for its end and is for what is desired then, so that leaving and joining in any order ends where it should.
 */
export class Subscription {
  readonly channel: string
  readonly handlers = new Set<Handler>()
  readonly watchers = new Set<Watcher>()
  /** Desired: whether anyone here listens. */
  #wanted = false
  /** Actual: the connection on which Redis has confirmed it. It ends with the connection. */
  #confirmed: RedisCommands | undefined
  /** The connection that is listened to: no other one delivers, so that an old one cannot come in between. */
  #source: RedisCommands | undefined
  /** Connections whose client may still believe that it has the channel. */
  readonly #misled = new WeakSet<RedisCommands>()
  #busy = false
  #refusals = 0
  #retry: NodeJS.Timeout | undefined
  #farewell: NodeJS.Timeout | undefined
  #settling: PromiseWithResolvers<void> | undefined
  readonly #surroundings: Surroundings

  constructor(channel: string, surroundings: Surroundings) {
    this.channel = channel
    this.#surroundings = surroundings
  }

  get wanted(): boolean {
    return this.#wanted
  }

  get settled(): boolean {
    if (this.#busy) return false
    return this.#wanted ? this.#live !== undefined && this.#live === this.#home : this.#live === undefined
  }

  /** Where it is live: a connection that has ended has taken it along. */
  get #live(): RedisCommands | undefined {
    return this.#confirmed?.isOpen ? this.#confirmed : undefined
  }

  /** Where it should be live. */
  get #home(): RedisCommands | undefined {
    return this.#surroundings.link.pubSubFor(this.channel)
  }

  /**
   * To be called when a handler or watcher has come or gone.
   *
   * @returns resolves when Redis has what is desired now, or when the opposite is desired before that
   */
  update(): Promise<void> {
    const wanted = this.handlers.size + this.watchers.size > 0
    if (wanted !== this.#wanted) {
      this.#wanted = wanted
      this.#release()
    }
    this.reconcile()
    if (this.settled) return Promise.resolve()
    this.#settling ??= Promise.withResolvers()
    return this.#settling.promise
  }

  /** Takes the next step towards what is desired, when one is due and possible. */
  reconcile(): void {
    if (this.settled) this.halt()
    else if (!this.#busy && this.#retry === undefined) this.#step(this.#live, this.#home)
    this.#surroundings.onChange(this)
  }

  /** Drops the pause after a refusal: connections have changed. */
  renew(): void {
    this.#cancelRetry()
    this.reconcile()
  }

  /** The server has ended it on a connection by itself. */
  dropped(from: RedisCommands): void {
    if (this.#source === from) this.#source = undefined
    if (this.#confirmed !== from) return
    this.#confirmed = undefined
    this.reconcile()
  }

  /** Takes no further step by itself, and releases whoever waits. */
  halt(): void {
    this.#cancelRetry()
    this.#cancelFarewell()
    this.#release()
  }

  /** The hot path, once for each message. What is thrown here would break the client's reading of the connection. */
  readonly deliver: Handler = (message, rawChannel) => {
    let consumed = false
    for (const watcher of this.watchers) {
      try {
        if (watcher(message)) consumed = true
      } catch (error) {
        this.#surroundings.onTrouble(this, 'watcher_failed', error)
      }
    }
    if (consumed) return
    for (const handler of this.handlers) {
      try {
        handler(message, rawChannel)
      } catch (error) {
        this.#surroundings.onTrouble(this, 'handler_failed', error)
      }
    }
  }

  #step(live: RedisCommands | undefined, home: RedisCommands | undefined): void {
    if (live === undefined) {
      if (this.#wanted && home !== undefined) void this.#apply(() => this.#enter())
    } else if (!this.#wanted) {
      void this.#apply(() => this.#leave(live))
    } else if (home !== undefined) {
      // It moved. What the old server has published comes first, and ends with its own word that it has let go.
      this.#farewell ??= setTimeout(() => this.#abandon(live), farewellMs)
    }
  }

  async #enter(): Promise<void> {
    await this.#surroundings.link.runPubSub(this.channel, async client => {
      if (this.#misled.delete(client) && client.isReady) await client.sUnsubscribe(this.channel)
      // A client that has ended takes the command, and never answers it.
      if (!client.isReady) throw new UnreachableError(new Error('the connection has ended'))
      this.#source = client
      const hear: Handler = (message, rawChannel) => {
        if (this.#source === client) this.deliver(message, rawChannel)
      }
      await client.sSubscribe(this.channel, hear, true)
    })
    this.#confirmed = this.#source
    this.#cancelFarewell()
  }

  async #leave(live: RedisCommands): Promise<void> {
    try {
      await live.sUnsubscribe(this.channel)
    } catch (error) {
      if (!live.isOpen) return
      if (!(error instanceof ErrorReply && error.message.startsWith('MOVED'))) throw error
      this.#misled.add(live)
    }
    this.#confirmed = undefined
    this.#source = undefined
  }

  #abandon(live: RedisCommands): void {
    this.#farewell = undefined
    this.#misled.add(live)
    this.dropped(live)
  }

  async #apply(act: () => Promise<void>): Promise<void> {
    this.#busy = true
    try {
      await act()
      this.#refusals = 0
    } catch (error) {
      // With the connection gone, the next one calls `renew`.
      if (this.#home !== undefined) {
        if (this.#refusals === 0) this.#surroundings.onTrouble(this, 'subscription_refused', error)
        this.#retryLater()
      }
    }
    this.#busy = false
    this.reconcile()
  }

  #retryLater(): void {
    const pause = Math.min(firstRetryMs * 2 ** this.#refusals, longestRetryMs)
    this.#refusals += 1
    this.#retry = setTimeout(() => this.renew(), pause)
  }

  #cancelRetry(): void {
    clearTimeout(this.#retry)
    this.#retry = undefined
  }

  #cancelFarewell(): void {
    clearTimeout(this.#farewell)
    this.#farewell = undefined
  }

  #release(): void {
    this.#settling?.resolve()
    this.#settling = undefined
  }
}
