/** Time as the client sees it; tests bring their own. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number
  /** Runs `act` once after `ms`; the result calls it off. */
  after(ms: number, act: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, act) => {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
}

/** One timer that can be set anew: setting it calls the one before off. */
export const createTimer = (clock: Clock): { set(ms: number, act: () => void): void; clear(): void } => {
  let callOff = (): void => {}
  return {
    set: (ms, act) => {
      callOff()
      callOff = clock.after(ms, act)
    },
    clear: () => callOff(),
  }
}
