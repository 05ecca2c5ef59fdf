import type { RedisCommands } from './redis-client.ts'

/** What the adapter hands over for a channel. */
export type Handler = (message: Buffer, channel: Buffer) => void
/** Looks at a payload before the handlers do; true consumes it. */
export type Watcher = (payload: Buffer) => boolean

/** The pause after a refused command doubles from the first to the longest, in ms. */
const firstRetryMs = 50
const longestRetryMs = 2000

interface Surroundings {
  client: RedisCommands
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
  /**
   * Actual: what the client has confirmed. A command that fails leaves it as it was, and the client takes its live
   * channels along when it reconnects.
   */
  #live = false
  #busy = false
  #refusals = 0
  #retry: NodeJS.Timeout | undefined
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
    return !this.#busy && this.#live === this.#wanted
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
    if (this.settled) {
      this.halt()
    } else if (!this.#busy && this.#retry === undefined && this.#surroundings.client.isReady) {
      this.#busy = true
      void this.#apply(this.#wanted)
    }
    this.#surroundings.onChange(this)
  }

  /** Drops the pause after a refusal: a new connection is tried at once. */
  renew(): void {
    this.#cancelRetry()
    this.reconcile()
  }

  /** Takes no further step by itself, and releases whoever waits. */
  halt(): void {
    this.#cancelRetry()
    this.#release()
  }

  /** The hot path, once for each message. What is thrown here would break the client's reading of the connection. */
  readonly #deliver: Handler = (message, rawChannel) => {
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

  async #apply(wanted: boolean): Promise<void> {
    const { client, onTrouble } = this.#surroundings
    try {
      if (wanted) await client.sSubscribe(this.channel, this.#deliver, true)
      else await client.sUnsubscribe(this.channel)
      this.#live = wanted
      this.#refusals = 0
    } catch (error) {
      // Otherwise the connection broke, and the next one calls `renew`.
      if (client.isReady) {
        if (this.#refusals === 0) onTrouble(this, 'subscription_refused', error)
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

  #release(): void {
    this.#settling?.resolve()
    this.#settling = undefined
  }
}
