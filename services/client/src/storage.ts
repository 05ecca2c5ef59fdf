/** What the client needs of a storage; `localStorage` and `sessionStorage` have it. */
export interface ClientStorage {
  /** How many keys it has. */
  readonly length: number
  /** A key by its place. */
  key(index: number): string | null
  /** The value of a key. */
  getItem(key: string): string | null
  /** Puts a value; may throw when the storage is full. */
  setItem(key: string, value: string): void
  /** Forgets a key. */
  removeItem(key: string): void
}

/** A storage that lives as long as the page. */
export const createMemoryStorage = (): ClientStorage => {
  const items = new Map<string, string>()
  return {
    get length() {
      return items.size
    },
    key: index => [...items.keys()][index] ?? null,
    getItem: key => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: key => void items.delete(key),
  }
}

/** JSON values under a prefix of our own. A storage that is full or forbidden costs the memory of reloads, nothing else. */
export interface Records {
  read(key: string): unknown
  /** The values of all keys that begin so. */
  readAll(start: string): unknown[]
  write(key: string, value: unknown): void
  remove(key: string): void
}

const prefix = 'socketlink:'

const parse = (text: string | null): unknown => {
  if (text === null) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const attempt = <Result>(act: () => Result, otherwise: Result): Result => {
  try {
    return act()
  } catch {
    return otherwise
  }
}

export const createRecords = (storage: ClientStorage): Records => ({
  read: key => attempt(() => parse(storage.getItem(prefix + key)), undefined),
  readAll: start =>
    attempt(
      () =>
        Array.from({ length: storage.length }, (_, index) => storage.key(index))
          .filter(key => key?.startsWith(prefix + start))
          .map(key => parse(storage.getItem(key ?? '')))
          .filter(value => value !== undefined),
      [],
    ),
  write: (key, value) => attempt(() => storage.setItem(prefix + key, JSON.stringify(value)), undefined),
  remove: key => attempt(() => storage.removeItem(prefix + key), undefined),
})
