import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { ProtocolError } from '@socketlink/contract'
import { type Log, RedisLink } from './connection.ts'
import { readRedirection } from './redirection.ts'
import type { Act } from './redis.ts'
import { type Access, type RedisCommands, urlOf } from './redis-client.ts'
import { RedisGroup } from './redis-group.ts'
import type { WaitOptions } from './replica-count.ts'
import { SlotOwners, slotOf } from './slot-owners.ts'
import { asUnavailable, UnreachableError } from './unavailable.ts'

export interface ClusterOptions {
  /** Some of its servers, `host:port`: they name the others. */
  seeds: string[]
  access: Access
  wait: WaitOptions
}

/** What a server may take to answer who serves what, in ms. */
const answerWithinMs = 500
/** What a link that was just opened may take before its calls fail, in ms. */
const openWithinMs = 1000
/** For how long a call follows a slot that is on its way, in ms. */
const followForMs = 2500
/** The pause before a slot on its way is asked again, in ms. */
const holdMs = 25

/**
 * A Redis Cluster: a link to each server that owns slots, and who owns which. Calls go to the owner, and follow where a
 * server sends them, which it does only instead of doing them. Calls for one slot keep their order on the way.
 */
export class ClusterLink extends RedisGroup {
  readonly #options: ClusterOptions
  readonly #owners = new SlotOwners()
  readonly #links = new Map<string, RedisLink>()
  /** Links that have not been ready yet: calls wait for them a moment. */
  readonly #opening = new Map<RedisLink, Promise<void>>()
  /** How the servers call themselves. */
  readonly #names = new Map<RedisLink, string>()
  /** What `#reignOn` has found, until anything changes. */
  readonly #reigns = new Map<RedisLink, string>()
  /** Slots on their way: calls wait together, and go on in the order they came. */
  readonly #holds = new Map<number, Promise<void>>()

  constructor(options: ClusterOptions, log: Log) {
    super(log)
    this.#options = options
  }

  async run<Result>(key: string, act: Act<Result>): Promise<Result> {
    const slot = slotOf(key)
    const giveUpAt = performance.now() + followForMs
    /** Where to ask this once. */
    let detour: string | undefined
    for (let attempt = 1; ; attempt++) {
      await this.#holds.get(slot)
      const link = await this.#linkTo(detour ?? this.#owners.of(slot))
      const ask = detour !== undefined
      detour = undefined
      try {
        const reign = this.#reignOn(link)
        if (!ask) return await act(link.commands, reign)
        const [, result] = await Promise.all([link.commands.asking(), act(link.commands, reign)])
        return result
      } catch (error) {
        const redirection = readRedirection(error)
        if (redirection === undefined) throw asUnavailable(error)
        if (performance.now() > giveUpAt) throw new ProtocolError('unavailable', { cause: error })
        if (redirection.kind === 'ask') detour = redirection.address
        if (redirection.kind === 'moved') this.#learn(redirection.slot, redirection.address)
        if (redirection.kind === 'try-again' || attempt > 2) await this.#hold(slot)
      }
    }
  }

  async runPubSub<Result>(channel: string, act: Act<Result>): Promise<Result> {
    const slot = slotOf(channel)
    for (let attempt = 1; ; attempt++) {
      const link = await this.#linkTo(this.#owners.of(slot))
      try {
        return await act(link.subscriptions, '')
      } catch (error) {
        const redirection = readRedirection(error)
        if (redirection?.kind !== 'moved' || attempt > 2) throw asUnavailable(error)
        this.#learn(redirection.slot, redirection.address)
      }
    }
  }

  pubSubFor(channel: string): RedisCommands | undefined {
    const owner = this.#owners.of(slotOf(channel))
    return owner === undefined ? undefined : this.#links.get(owner)?.pubSubFor(channel)
  }

  protected links(): RedisLink[] {
    return [...this.#links.values()]
  }

  protected trouble(): string | undefined {
    const { uncovered, addresses } = this.#owners
    for (const [address, link] of this.#links) {
      if (!link.ready && (this.#owners.owns(address) || addresses.length === 0)) {
        return `${address}: ${link.reason}`
      }
    }
    return uncovered === 0 ? undefined : `nobody serves ${uncovered} of the slots`
  }

  protected override review(cause?: Error): void {
    this.#reigns.clear()
    super.review(cause)
  }

  protected async look(): Promise<void> {
    if (!this.links().some(({ ready }) => ready)) for (const seed of this.#options.seeds) this.#open(seed)
    const changed = await Promise.all([...this.#links].map(([address, link]) => this.#hear(address, link)))
    const { addresses } = this.#owners
    for (const address of addresses) this.#open(address)
    for (const [address, link] of this.#links) {
      const isIdle = addresses.length > 0 && !this.#owners.owns(address) && !this.#opening.has(link)
      if (isIdle) this.#dismiss(address, link)
    }
    if (!changed.includes(true)) return
    this.log.info(
      { event: 'redis_slots', servers: addresses },
      'the slots of the Redis Cluster are served by',
    )
    this.emit('moved')
  }

  /** Asks one server who serves what. */
  async #hear(address: string, link: RedisLink): Promise<boolean> {
    if (!link.ready) return false
    const patience = wait(answerWithinMs, undefined, { ref: false })
    const ranges = await Promise.race([link.commands.clusterSlots().catch(() => undefined), patience])
    if (ranges === undefined) return false
    return this.#owners.hear(ranges, address, other => this.#links.get(other)?.ready ?? false)
  }

  #learn(slot: number, address: string): void {
    if (this.#owners.of(slot) === address) return
    this.#owners.set(slot, address)
    this.#open(address)
    this.review()
    this.emit('moved')
    void this.lookNow()
  }

  async #linkTo(address: string | undefined): Promise<RedisLink> {
    if (address === undefined) throw new UnreachableError(new Error('it is not known who serves this slot'))
    const link = this.#open(address)
    await this.#opening.get(link)
    return link
  }

  #open(address: string): RedisLink {
    const known = this.#links.get(address)
    if (known !== undefined) return known
    const { access, wait: waitOptions } = this.#options
    // Of others, a replica that was asked for the way for one, nobody wants to hear.
    const tell = (level: 'info' | 'warn') => (facts: object, message: string) => {
      if (this.#owners.owns(address)) this.log[level]({ ...facts, server: address }, message)
    }
    const log: Log = { info: tell('info'), warn: tell('warn') }
    const link = new RedisLink(urlOf(address, access), log, { tls: access.tls, wait: waitOptions })
    this.#links.set(address, link)
    this.adopt(link)
    const patience = wait(openWithinMs, undefined, { ref: false })
    const open = Promise.race([once(link, 'ready').then(() => this.#meet(link)), patience])
    this.#opening.set(
      link,
      open.finally(() => this.#opening.delete(link)),
    )
    link.open()
    return link
  }

  /** Who is in charge on a link, and then who is elsewhere. */
  #reignOn(link: RedisLink): string {
    const known = this.#reigns.get(link)
    if (known !== undefined) return known
    const own = this.#names.get(link) ?? ''
    const inCharge = [...this.#links].filter(([address, { ready }]) => ready && this.#owners.owns(address))
    const others = inCharge.map(([, other]) => this.#names.get(other) ?? '').filter(name => name !== own)
    const reign = [own, ...others].join(' ')
    this.#reigns.set(link, reign)
    return reign
  }

  async #meet(link: RedisLink): Promise<void> {
    const name = await link.commands.clusterMyId().catch(() => '')
    this.#names.set(link, name)
    this.review()
    void this.lookNow()
  }

  #dismiss(address: string, link: RedisLink): void {
    this.#links.delete(address)
    this.#names.delete(link)
    void link.close().then(() => this.emit('moved'))
  }

  #hold(slot: number): Promise<void> {
    const under = this.#holds.get(slot)
    if (under !== undefined) return under
    const hold = wait(holdMs).then(() => void this.#holds.delete(slot))
    this.#holds.set(slot, hold)
    return hold
  }
}
