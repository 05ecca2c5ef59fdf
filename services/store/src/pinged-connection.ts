import { setTimeout as wait } from 'node:timers/promises'
import { ErrorReply } from 'redis'
import type { RedisCommands, Tls } from './redis-client.ts'
import { createRedisClient } from './redis-client.ts'

/** How often `tick` is to be called, in ms. */
export const tickMs = 250
/** A connection that has not answered a ping for so many ticks is given up. Ticks, not time: a paused process has none. */
const silentTicks = 11
/** What the last replies still owed may take when the connection is closed, in ms. */
const farewellMs = 1000

export interface Watch {
  onReady(): void
  /** It was usable and is not any more, or has said why it cannot be used. */
  onTrouble(error: Error): void
  /** The server has ended a subscription by itself. */
  onDropped(channel: string): void
}

/**
 * One connection to a server, pinged to see whether it is there (ADR 0005). A broken one is replaced by another client,
 * which knows nothing of what the old one had subscribed: the old client's own way of renewing subscriptions fails for
 * good when one of them is refused, as after the move of a slot.
 */
export class PingedConnection {
  client: RedisCommands
  readonly #url: string
  readonly #tls: Tls | undefined
  readonly #watch: Watch
  #open = false
  /** The client of now has been ready. */
  #served = false
  /** Ticks since a ping was answered. */
  #silence = 0

  constructor(url: string, tls: Tls | undefined, watch: Watch) {
    this.#url = url
    this.#tls = tls
    this.#watch = watch
    this.client = this.#createClient()
  }

  get isReady(): boolean {
    return this.client.isReady
  }

  /** Connects, and tries until it is closed. */
  open(): void {
    this.#open = true
    this.#connect()
  }

  /**
   * The client's own socket timeout starts again with every write, so that a dead link under load would never be
   * noticed. Only an answered ping proves that Redis is there.
   */
  tick(): void {
    if (!this.isReady) return
    this.#silence += 1
    if (this.#silence >= silentTicks) {
      this.#replace(new Error(`no answer to a ping for ${silentTicks * tickMs} ms`))
    }
  }

  /** Ends it at once. What waits for a reply fails. */
  destroy(): void {
    this.#open = false
    this.client.destroy()
  }

  /** Waits a moment for the replies still owed, then ends it. */
  async close(): Promise<void> {
    this.#open = false
    // The client's own close never ends when the connection breaks meanwhile.
    const patience = wait(farewellMs, undefined, { ref: false })
    if (this.isReady) await Promise.race([this.client.close().catch(() => {}), patience])
    this.client.destroy()
  }

  #createClient(): RedisCommands {
    const client = createRedisClient(this.#url, this.#tls)
    this.#served = false
    this.#silence = 0
    client.on('error', error => this.#onError(client, error))
    client.on('ping-interval', () => {
      this.#silence = 0
    })
    client.on('sharded-channel-moved', (channel: string) => this.#watch.onDropped(channel))
    client.on('ready', () => {
      // A connection attempt that was under way when it was closed ends here.
      if (!this.#open) return client.destroy()
      this.#served = true
      this.#watch.onReady()
    })
    return client
  }

  #connect(): void {
    // It tries until it is destroyed, and tells of each failure by `error`.
    this.client.connect().catch(() => {})
  }

  #onError(client: RedisCommands, error: Error): void {
    if (client !== this.client) return
    if (error instanceof ErrorReply) {
      // A ping that Redis refuses, while it loads for one, is an answer too.
      this.#silence = 0
      this.#watch.onTrouble(error)
    } else if (client.isReady) {
      // The client takes what a server ends by itself, while a command is under way, for that command's answer.
      this.#replace(new Error('the replies cannot be told apart any more', { cause: error }))
    } else if (this.#served) {
      this.#replace(error)
    } else {
      this.#watch.onTrouble(error)
    }
  }

  #replace(error: Error): void {
    this.client.destroy()
    if (!this.#open) return
    this.client = this.#createClient()
    this.#connect()
    this.#watch.onTrouble(error)
  }
}
