/**
 * Lets what comes seldom pass at once, and what comes often in groups: who passes begins a rest, and all who come while
 * it lasts pass together at its end, in the order in which they came.
 */
export class Rest {
  readonly #ms: number
  #endsAt = 0
  #end: Promise<void> | undefined

  /** @param ms how long a rest lasts; 0 lets everybody pass at once */
  constructor(ms: number) {
    this.#ms = ms
  }

  /** Resolves when it is the caller's turn. */
  async over(): Promise<void> {
    if (this.#end !== undefined) return await this.#end
    const now = performance.now()
    if (now >= this.#endsAt) {
      this.#endsAt = now + this.#ms
      return
    }
    this.#end = new Promise(resolve => {
      setTimeout(() => {
        this.#end = undefined
        this.#endsAt = performance.now() + this.#ms
        resolve()
      }, this.#endsAt - now)
    })
    return await this.#end
  }
}
