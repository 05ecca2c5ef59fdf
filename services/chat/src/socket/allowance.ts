/** So many at once, then so many a second; kept in memory, for what is dropped without harm. */
export class Allowance {
  readonly #burst: number
  readonly #intervalMs: number
  /** When the next one would come if all came at the steady rate. */
  #arrivalMs = 0

  constructor(burst: number, perSecond: number) {
    this.#burst = burst
    this.#intervalMs = 1000 / perSecond
  }

  /** Takes one if there is one. */
  take(nowMs = performance.now()): boolean {
    return this.takeOrWait(nowMs) === 0
  }

  /** Takes one if there is one, and tells else how many milliseconds that is away. */
  takeOrWait(nowMs = performance.now()): number {
    const arrivalMs = Math.max(this.#arrivalMs, nowMs)
    const waitMs = arrivalMs - nowMs - (this.#burst - 1) * this.#intervalMs
    if (waitMs > 0) return Math.ceil(waitMs)
    this.#arrivalMs = arrivalMs + this.#intervalMs
    return 0
  }
}
