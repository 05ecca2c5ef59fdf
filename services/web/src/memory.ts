import type { ClientStorage } from '@socketlink/client'

const prefix = 'socketlink-web:'

/** What the page remembers of one user on this device, beyond what the SDK keeps. */
export interface Memory {
  /** A text begun in a room and not sent. */
  readDraft(roomName: string): string
  writeDraft(roomName: string, text: string): void
  /** How far the user has read a room. */
  readSeen(roomName: string): { epoch: string; seq: number } | undefined
  writeSeen(roomName: string, place: { epoch: string; seq: number }): void
  /** Whether the user wants notifications. */
  readNotify(): boolean
  writeNotify(wanted: boolean): void
  /** Removes all of it. */
  clear(): void
}

/** Does without where the storage is full or broken. */
const attempt = <Result>(act: () => Result, otherwise: Result): Result => {
  try {
    return act()
  } catch {
    return otherwise
  }
}

/** Keeps what is to be remembered under keys of the user's own. */
export const createMemory = (storage: ClientStorage, userId: string): Memory => {
  const own = `${prefix}${userId}:`
  const read = (key: string): string | null => attempt(() => storage.getItem(own + key), null)
  const write = (key: string, value: string): void =>
    attempt(
      () => (value === '' ? storage.removeItem(own + key) : storage.setItem(own + key, value)),
      undefined,
    )
  return {
    readDraft: roomName => read(`draft:${roomName}`) ?? '',
    writeDraft: (roomName, text) => write(`draft:${roomName}`, text),
    readSeen: roomName =>
      attempt(() => JSON.parse(read(`seen:${roomName}`) ?? 'null') ?? undefined, undefined),
    writeSeen: (roomName, place) => write(`seen:${roomName}`, JSON.stringify(place)),
    readNotify: () => read('notify') === 'yes',
    writeNotify: wanted => write('notify', wanted ? 'yes' : ''),
    clear: () => {
      const keys = attempt(() => Array.from({ length: storage.length }, (_, index) => storage.key(index)), [])
      for (const key of keys) if (key?.startsWith(own)) attempt(() => storage.removeItem(key), undefined)
    },
  }
}
