import calculateSlot from 'cluster-key-slot'
import { addressOf } from './redis-client.ts'

const slotCount = 16_384

/** The slot of a Redis Cluster in which a key or channel lies. */
export const slotOf = (key: string): number => calculateSlot(key)

/** A part of the answer to `CLUSTER SLOTS`. */
export interface SlotRange {
  from: number
  to: number
  /** Without a host it is the one that was asked. */
  master: { host: string | null; port: number }
}

/** Who serves which slot, as far as the servers themselves have told. */
export class SlotOwners {
  readonly #owners: (string | undefined)[] = new Array(slotCount).fill(undefined)
  /** How many slots each owner has. */
  readonly #counts = new Map<string, number>()

  of(slot: number): string | undefined {
    return this.#owners[slot]
  }

  /** Everybody who serves a slot. */
  get addresses(): string[] {
    return [...this.#counts.keys()]
  }

  owns(address: string): boolean {
    return this.#counts.has(address)
  }

  get uncovered(): number {
    return slotCount - this.#counts.values().reduce((sum, count) => sum + count, 0)
  }

  set(slot: number, address: string): void {
    const before = this.#owners[slot]
    if (before !== undefined) {
      const left = (this.#counts.get(before) ?? 0) - 1
      if (left > 0) this.#counts.set(before, left)
      else this.#counts.delete(before)
    }
    this.#owners[slot] = address
    this.#counts.set(address, (this.#counts.get(address) ?? 0) + 1)
  }

  /**
   * Takes over what a server says. News of a move takes a moment to reach every server, so a slot changes its owner only
   * by the word of who gains it or loses it, unless the owner cannot be reached.
   *
   * @returns whether anything has changed
   */
  hear(ranges: SlotRange[], reporter: string, isReachable: (address: string) => boolean): boolean {
    const [reporterHost = ''] = /^.*(?=:)/.exec(reporter) ?? []
    const reachable = new Map(this.addresses.map(address => [address, isReachable(address)]))
    let changed = false
    for (const {
      from,
      to,
      master: { host, port },
    } of ranges) {
      const claimed = host && host !== '?' ? addressOf(host, port) : `${reporterHost}:${port}`
      for (let slot = from; slot <= to; slot++) {
        const owner = this.#owners[slot]
        if (owner === claimed) continue
        const isParty = reporter === claimed || reporter === owner
        if (owner !== undefined && !isParty && reachable.get(owner)) continue
        this.set(slot, claimed)
        changed = true
      }
    }
    return changed
  }
}
