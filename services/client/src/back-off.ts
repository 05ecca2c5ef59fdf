export interface BackOff {
  /**
   * Milliseconds to wait after one more failure: doubling from `retryMinMs` to `retryMaxMs`, each between half and whole by chance.
   * With `retryAfterMs` the server's word counts, and chance only adds to it, up to `retryMinMs`.
   */
  next(retryAfterMs?: number): number
  reset(): void
}

export interface BackOffSettings {
  timing: { retryMinMs: number; retryMaxMs: number }
  random: () => number
}

/** Counts failures and says how long to wait, so that many clients do not come back in one moment. */
export const createBackOff = ({ timing: { retryMinMs, retryMaxMs }, random }: BackOffSettings): BackOff => {
  let failures = 0
  return {
    next: retryAfterMs => {
      if (retryAfterMs !== undefined) return Math.round(retryAfterMs + random() * retryMinMs)
      const whole = Math.min(retryMaxMs, retryMinMs * 2 ** failures++)
      return Math.round((whole * (1 + random())) / 2)
    },
    reset: () => {
      failures = 0
    },
  }
}
