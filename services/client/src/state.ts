export interface Observable<State> {
  /** The newest snapshot: the same object until something changes, and never changed itself. */
  readonly state: State
  /** Calls `listener` after changes, those of one moment together. Returns what ends it. */
  subscribe(listener: () => void): () => void
}

/**
 * Snapshots made on demand. `changed` throws the last one away and tells the listeners in a microtask, once for all that
 * changed until then.
 */
export const createObservable = <State>(
  makeSnapshot: () => State,
): Observable<State> & { changed(): void } => {
  const listeners = new Set<() => void>()
  let snapshot: State | undefined
  let telling = false
  const tell = (): void => {
    telling = false
    for (const listener of [...listeners]) listener()
  }
  return {
    get state() {
      snapshot ??= makeSnapshot()
      return snapshot
    },
    subscribe: listener => {
      // Wrapped, so that the same function subscribed twice is called twice.
      const own = (): void => listener()
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    changed: () => {
      snapshot = undefined
      if (telling) return
      telling = true
      queueMicrotask(tell)
    },
  }
}

/** Remembers the last result for as long as the inputs are the same objects. */
export const memo = <Inputs extends readonly unknown[], Result>(
  make: (...inputs: Inputs) => Result,
): ((...inputs: Inputs) => Result) => {
  let last: { inputs: Inputs; result: Result } | undefined
  return (...inputs) => {
    if (!last || inputs.some((input, index) => input !== last?.inputs[index]))
      last = { inputs, result: make(...inputs) }
    return last.result
  }
}
