import { randomBytes } from 'node:crypto'
import type { Position } from '@socketlink/contract'
import type { Store } from '@socketlink/store'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Holdings } from './holdings.ts'
import { reap } from './reaper.ts'

/**
 * After an outage each node first puts back what Redis has lost; after so many heartbeats all who live have done so.
 */
export const heartbeatsToSettle = 1.5

/**
 * This node's lease on life. As long as it is renewed, what the node holds for its clients counts. A node that cannot
 * renew it, because it froze or lost Redis, is declared dead by the others; when it comes back it finds itself fenced,
 * drops its clients, who reconnect, and goes on as a new incarnation.
 */
export class Lease {
  incarnation: string
  /** Resolves when what the node holds is back in Redis after an outage, as far as it could be put back. */
  restored: Promise<void> = Promise.resolve()
  readonly #config: Config
  readonly #store: Store
  readonly #holdings: Holdings
  readonly #log: Logger
  readonly #dropClients: () => void
  readonly #reaping = new Set<string>()
  readonly #headOf: (roomName: string) => Position | undefined
  #timer: NodeJS.Timeout | undefined
  /** Since when every heartbeat has succeeded, in ms of `performance.now()`. */
  #renewingSince: number | undefined
  #beating: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(parts: {
    config: Config
    store: Store
    holdings: Holdings
    log: Logger
    dropClients: () => void
    headOf: (roomName: string) => Position | undefined
  }) {
    this.#config = parts.config
    this.#store = parts.store
    this.#holdings = parts.holdings
    this.#log = parts.log
    this.#dropClients = parts.dropClients
    this.#headOf = parts.headOf
    this.incarnation = this.#newIncarnation()
  }

  /** Begins the lease. Rejects while Redis is away. */
  async start(): Promise<void> {
    this.#store.link.on('ready', () => {
      this.#beat(true)
      this.restored = this.#beating
    })
    await this.#renew()
    this.#timer = setInterval(() => this.#beat(false), this.#config.presence.heartbeatMs)
  }

  /** Stops renewing, and lets the lease run out after the grace of the clients that are left. */
  async retire(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#beating
    await this.#store.nodes.retire(this.incarnation, this.#config.presence.graceMs).catch(() => {})
  }

  /** Redis has been there for so long that it knows what every node holds. */
  get isSettled(): boolean {
    return this.#store.link.readyForMs >= heartbeatsToSettle * this.#config.presence.heartbeatMs
  }

  #newIncarnation(): string {
    return `${this.#config.nodeId}#${randomBytes(9).toString('base64url')}`
  }

  /** One heartbeat after the other; a slow one is not overtaken. */
  #beat(restore: boolean): void {
    this.#beating = this.#beating.then(async () => {
      if (!this.#store.link.ready) this.#renewingSince = undefined
      if (this.#stopped || !this.#store.link.ready) return
      try {
        await this.#renew()
        if (restore) await this.#holdings.restore(this.#headOf)
        else await this.#holdings.settle()
      } catch (error) {
        this.#renewingSince = undefined
        this.#log.warn(
          { event: 'heartbeat_failed', reason: (error as Error).message },
          'the lease was not renewed',
        )
      }
    })
  }

  async #renew(): Promise<void> {
    const { leaseMs } = this.#config.presence
    const connections = this.#holdings.connectionCount
    const { renewed, expired } = await this.#store.nodes.renew({
      incarnation: this.incarnation,
      leaseMs,
      connections,
    })
    if (!renewed) {
      this.#log.warn(
        { event: 'fenced', incarnation: this.incarnation },
        'declared dead by others; starting anew',
      )
      this.incarnation = this.#newIncarnation()
      this.#dropClients()
      await this.#store.nodes.renew({ incarnation: this.incarnation, leaseMs, connections: 0 })
      return
    }
    // After an outage everybody's lease is old: whoever lives gets the time to say so.
    this.#renewingSince ??= performance.now()
    const settleMs = heartbeatsToSettle * this.#config.presence.heartbeatMs
    if (performance.now() - this.#renewingSince < settleMs) return
    for (const incarnation of expired) void this.#bury(incarnation)
  }

  async #bury(incarnation: string): Promise<void> {
    if (this.#reaping.has(incarnation)) return
    this.#reaping.add(incarnation)
    try {
      const ended = await reap(this.#store, this.#holdings, incarnation)
      this.#log.info({ event: 'node_reaped', incarnation, ...ended }, 'ended what a dead node had left')
    } catch (error) {
      this.#log.warn(
        { event: 'reap_failed', incarnation, reason: (error as Error).message },
        'will try again',
      )
    } finally {
      this.#reaping.delete(incarnation)
    }
  }
}
