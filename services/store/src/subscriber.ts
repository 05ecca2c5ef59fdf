import { EventEmitter } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { ProtocolError } from '@socketlink/contract'
import type { Log } from './connection.ts'
import type { Redis } from './redis.ts'
import type { RedisCommands } from './redis-client.ts'
import type { Handler, Watcher } from './subscription.ts'
import { Subscription } from './subscription.ts'
import { UnreachableError, unavailableIfFailed } from './unavailable.ts'

/** How long `watch` waits for its subscription, in ms. */
const watchPatienceMs = 2500
/** What the last unsubscribing may take when the subscriber is closed, in ms. */
const farewellMs = 1000

/**
 * What the Socket.IO adapter takes for its subscribing client, and what shows the order of a channel to those who join
 * a room. It keeps what is desired for each channel and works until Redis has it, because the bare client goes deaf on
 * a channel that is left and joined again within one round trip, whose connection breaks while it subscribes, or whose
 * slot moves to another server.
 *
 * Emits `resumed` when all channels are live after some were not: what was published meanwhile did not come.
 */
export class Subscriber extends EventEmitter<{ resumed: [] }> {
  readonly #link: Redis
  readonly #log: Log
  readonly #subscriptions = new Map<string, Subscription>()
  readonly #unsettled = new Set<Subscription>()
  /** Ends the watches that still wait for their subscription. */
  readonly #waiting = new Set<() => void>()
  #calm: PromiseWithResolvers<void> | undefined
  /** Channels were lost, and not all of them are back. */
  #disturbed = false
  #closed = false

  constructor(link: Redis, log: Log) {
    super()
    this.#link = link
    this.#log = log
    link.on('moved', this.#onMoved)
    link.on('dropped', this.#onDropped)
    link.on('ready', this.#calmDown)
    link.on('lost', this.#onLost)
  }

  /**
   * Adds a handler to a channel. It always gets buffers, as the adapter wants them.
   *
   * @returns resolves when the subscription is live or no longer desired; never rejects
   */
  sSubscribe(channel: string, handler: Handler, _bufferMode?: boolean): Promise<void> {
    if (this.#closed) return Promise.resolve()
    const subscription = this.#open(channel)
    subscription.handlers.add(handler)
    return subscription.update()
  }

  /**
   * Removes all handlers of these channels; one that is watched stays subscribed.
   *
   * @returns resolves when each subscription is gone or desired again; never rejects
   */
  async sUnsubscribe(channels: string | string[]): Promise<void> {
    const updates: Promise<void>[] = []
    for (const channel of [channels].flat()) {
      const subscription = this.#subscriptions.get(channel)
      if (subscription === undefined) continue
      subscription.handlers.clear()
      updates.push(subscription.update())
    }
    await Promise.all(updates)
  }

  /**
   * Watches a channel beside the adapter and keeps it subscribed meanwhile. The watcher sees each payload before the
   * adapter's handler does; when it returns true, the handler does not see it.
   *
   * @returns `stop`, once the subscription is live
   * @throws unavailable when Redis is away, is lost meanwhile, or takes longer than 2.5 s
   */
  async watch(channel: string, watcher: Watcher): Promise<{ stop(): void }> {
    if (this.#closed || this.#link.pubSubFor(channel) === undefined) throw new ProtocolError('unavailable')
    const subscription = this.#open(channel)
    // A function of its own, so that the same watcher can watch twice.
    const own: Watcher = payload => watcher(payload)
    const stop = (): void => {
      if (subscription.watchers.delete(own)) void subscription.update()
    }
    subscription.watchers.add(own)
    const live = subscription.update()
    if (subscription.settled) return { stop }

    const outcome = Promise.withResolvers<void>()
    const fail = (): void => outcome.reject(new ProtocolError('unavailable'))
    const timer = setTimeout(fail, watchPatienceMs)
    this.#waiting.add(fail)
    void live.then(outcome.resolve)
    try {
      await outcome.promise
      return { stop }
    } catch (error) {
      stop()
      throw error
    } finally {
      clearTimeout(timer)
      this.#waiting.delete(fail)
    }
  }

  /** Hands a payload to whoever listens to a channel here, as if Redis had published it. */
  deliver(channel: string, payload: Buffer): void {
    this.#subscriptions.get(channel)?.deliver(payload, Buffer.from(channel))
  }

  /** Resolves when all that Redis had published before this call has been delivered. Rejects when it is lost meanwhile. */
  async caughtUp(): Promise<void> {
    if (!this.#link.ready) throw new UnreachableError(new Error('a part of Redis is away'))
    // Replies and messages share the connection, and its order.
    await unavailableIfFailed(Promise.all(this.#link.pubSubs().map(redis => redis.ping())))
  }

  /** Channels for which desired and actual differ right now; all of them while the link is away. */
  get unsettled(): number {
    return this.#link.ready ? this.#unsettled.size : this.#subscriptions.size
  }

  /** Resolves when every desired channel is live and every other is gone; after `close` at once. */
  async settled(): Promise<void> {
    while (!this.#closed && this.unsettled > 0) {
      this.#calm ??= Promise.withResolvers()
      await this.#calm.promise
    }
  }

  /** Leaves every channel, waits a moment until Redis knows, and takes no new ones. The link stays open. */
  async close(): Promise<void> {
    this.#onLost()
    for (const subscription of this.#subscriptions.values()) {
      subscription.handlers.clear()
      subscription.watchers.clear()
      void subscription.update()
    }
    if (this.#link.ready) await Promise.race([this.settled(), wait(farewellMs, undefined, { ref: false })])
    this.#closed = true
    this.#link.off('moved', this.#onMoved)
    this.#link.off('dropped', this.#onDropped)
    this.#link.off('ready', this.#calmDown)
    this.#link.off('lost', this.#onLost)
    for (const subscription of this.#unsettled) subscription.halt()
    this.#calm?.resolve()
  }

  readonly #onMoved = (): void => {
    for (const subscription of this.#subscriptions.values()) subscription.renew()
    if (this.#unsettled.size > 0) this.#disturbed = true
  }

  readonly #onDropped = (channel: string, from: RedisCommands): void => {
    this.#subscriptions.get(channel)?.dropped(from)
    if (this.#unsettled.size > 0) this.#disturbed = true
  }

  readonly #onLost = (): void => {
    for (const fail of this.#waiting) fail()
  }

  #open(channel: string): Subscription {
    const known = this.#subscriptions.get(channel)
    if (known !== undefined) return known
    const subscription = new Subscription(channel, {
      link: this.#link,
      onChange: this.#onChange,
      onTrouble: this.#onTrouble,
    })
    this.#subscriptions.set(channel, subscription)
    return subscription
  }

  readonly #onChange = (subscription: Subscription): void => {
    if (!subscription.settled) {
      this.#unsettled.add(subscription)
      return
    }
    this.#unsettled.delete(subscription)
    if (!subscription.wanted) this.#subscriptions.delete(subscription.channel)
    this.#calmDown()
  }

  readonly #onTrouble = ({ channel }: Subscription, event: string, error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error)
    this.#log.warn({ event, channel, reason }, 'A subscription is in trouble')
  }

  readonly #calmDown = (): void => {
    if (this.unsettled > 0) return
    this.#calm?.resolve()
    this.#calm = undefined
    if (!this.#disturbed) return
    this.#disturbed = false
    this.emit('resumed')
  }
}
