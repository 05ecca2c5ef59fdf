/**
 * How much of a core work may take: a share in the long run, and a burst of what was saved meanwhile. The clock is
 * `performance.now`, in ms.
 */
export class CpuBudget {
  readonly #share: number
  readonly #burstMs: number
  readonly #now: () => number
  #savedMs: number
  #savedAt: number

  constructor({ share, burstMs, now = () => performance.now() }: BudgetOptions) {
    this.#share = share
    this.#burstMs = burstMs
    this.#now = now
    this.#savedMs = burstMs
    this.#savedAt = now()
  }

  /** Takes what a piece of work has cost; the budget may be overdrawn by it. */
  spend(ms: number): void {
    this.#savedMs = this.#saved() - ms
    this.#savedAt = this.#now()
  }

  /** How long to wait before the next piece: ms, 0 when there is something left. */
  get waitMs(): number {
    return Math.max(0, -this.#saved() / this.#share)
  }

  #saved(): number {
    return Math.min(this.#burstMs, this.#savedMs + (this.#now() - this.#savedAt) * this.#share)
  }
}

export interface BudgetOptions {
  /** Of one core: 0.25 is a quarter. */
  share: number
  burstMs: number
  now?: () => number
}
