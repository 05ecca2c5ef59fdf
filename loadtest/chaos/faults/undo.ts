/** Something that is broken now; disposing of it, at the end of a block whatever happens, undoes it. */
export interface Fault extends AsyncDisposable {
  /** Undoes it ahead of the end; a second time does nothing. */
  undo(): Promise<void>
}

/** Makes a fault of what undoes it. */
export const fault = (undo: () => Promise<void> | void): Fault => {
  let undone: Promise<void> | undefined
  const once = (): Promise<void> => {
    undone ??= Promise.resolve(undo())
    return undone
  }
  return { undo: once, [Symbol.asyncDispose]: once }
}
