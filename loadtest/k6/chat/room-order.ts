/** What one message turned out to be. */
export type Arrival = 'new' | 'late' | 'duplicate'

/**
 * Follows the `seq` of one room as one member sees it: 1, 2, 3 … in one epoch. A hole is kept in mind until its message
 * comes, late, or is found missing for good.
 */
export class RoomOrder {
  epoch: string
  #next: number
  readonly #missing = new Set<number>()

  /** The room's place when the member came in. */
  constructor({ epoch, seq }: { epoch: string; seq: number }) {
    this.epoch = epoch
    this.#next = seq + 1
  }

  /** The last `seq` up to which nothing is missing: what to ask `after`. */
  get complete(): number {
    return Math.min(this.#next, ...this.#missing) - 1
  }

  /** How many are missing below the newest one seen. */
  get missing(): number {
    return this.#missing.size
  }

  /** No longer waits for what is missing: the cluster has said that it is gone. */
  giveUp(): void {
    this.#missing.clear()
  }

  /** Takes one message, however it came. */
  note(seq: number): Arrival {
    if (seq < this.#next) return this.#missing.delete(seq) ? 'late' : 'duplicate'
    for (; this.#next < seq; this.#next++) this.#missing.add(this.#next)
    this.#next++
    return 'new'
  }
}
