import { type ClientStorage, createMemoryStorage } from '@socketlink/client'

const findStorage = (): ClientStorage => {
  try {
    return window.localStorage
  } catch {
    // The browser forbids it to this page.
    return createMemoryStorage()
  }
}

/** What outlives a reload: `localStorage`, or, where that is forbidden, nothing. */
export const pageStorage = findStorage()
