/** How long a rest is for each who passed before it, in ms: at less than 200 a second hardly anybody waits. */
const msForEach = 5

/**
 * Lets what comes seldom pass at once, and what comes often in groups: who passes begins a rest, and all who come while
 * it lasts pass together at its end, in the order in which they came. The more have passed, the longer it lasts.
 */
export class Rest {
  readonly #longestMs: number
  #endsAt = 0
  #end: Promise<void> | undefined
  #waiting = 0

  /** @param longestMs what anybody waits at most; 0 lets everybody pass at once */
  constructor(longestMs: number) {
    this.#longestMs = longestMs
  }

  /** Resolves when it is the caller's turn. */
  async over(): Promise<void> {
    const leftMs = this.#endsAt - performance.now()
    if (this.#end === undefined && leftMs <= 0) return this.#begin(1)
    this.#waiting += 1
    this.#end ??= new Promise(resolve => {
      setTimeout(() => {
        this.#end = undefined
        this.#begin(this.#waiting)
        this.#waiting = 0
        resolve()
      }, leftMs)
    })
    return await this.#end
  }

  #begin(passed: number): void {
    this.#endsAt = performance.now() + Math.min(passed * msForEach, this.#longestMs)
  }
}
