import type { ErrorCode } from '@socketlink/contract'
import type { Context } from './options.ts'

/** A message of ours that history does not have yet, as far as we know. Never changed, only replaced. */
export interface OutboxEntry {
  /** What makes it one message however often it is sent. */
  readonly clientMessageId: string
  /** Where it goes. */
  readonly roomName: string
  /** Without the white space around it. */
  readonly text: string
  /** Unix milliseconds; no two entries of a client are of the same, which makes it their order. */
  readonly createdAt: number
  /**
   * `sending`: not answered yet; repeated until it is. `provisional`: shown to some, kept nowhere; repeated until it is
   * kept. `failed`: refused; waits for `retry` or `discard`.
   */
  readonly state: 'sending' | 'provisional' | 'failed'
  /** Why it failed. */
  readonly error?: ErrorCode
}

/** 16 random bytes in hex. `randomUUID` would be missing on pages without TLS. */
const makeId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('')

export interface OutboxEntries {
  readonly all: readonly OutboxEntry[]
  find(clientMessageId: string): OutboxEntry | undefined
  add(roomName: string, text: string): OutboxEntry
  update(clientMessageId: string, change: Pick<OutboxEntry, 'state' | 'error'>): void
  remove(clientMessageId: string): void
  /** Takes up what a user left unsent on this device; without a user, nothing. */
  load(userId: string | undefined): void
  /** Removes everything of this user, from the storage too. */
  clear(): void
}

/**
 * The entries of one user, each under its own key in the storage, so that several tabs do not overwrite each other's. Two
 * tabs may then send the same entry; its id makes it one message.
 */
export const createOutboxEntries = ({
  records,
  clock,
  changed,
}: Pick<Context, 'records' | 'clock' | 'changed'>): OutboxEntries => {
  let owner: string | undefined
  let all: readonly OutboxEntry[] = []
  const start = (): string => `outbox:${owner}:`
  const keyOf = (entry: OutboxEntry): string => `${start()}${entry.roomName}:${entry.clientMessageId}`
  const become = (next: readonly OutboxEntry[]): void => {
    all = next
    changed()
  }
  const find = (id: string): OutboxEntry | undefined => all.find(entry => entry.clientMessageId === id)
  return {
    get all() {
      return all
    },
    find,
    add: (roomName, text) => {
      const createdAt = Math.max(clock.now(), (all.at(-1)?.createdAt ?? 0) + 1)
      const entry: OutboxEntry = { clientMessageId: makeId(), roomName, text, createdAt, state: 'sending' }
      records.write(keyOf(entry), entry)
      become([...all, entry])
      return entry
    },
    update: (id, change) => {
      const entry = find(id)
      if (entry === undefined) return
      const { error: _, ...rest } = entry
      const next = { ...rest, ...change }
      records.write(keyOf(next), next)
      become(all.map(known => (known === entry ? next : known)))
    },
    remove: id => {
      const entry = find(id)
      if (entry === undefined) return
      records.remove(keyOf(entry))
      become(all.filter(known => known !== entry))
    },
    load: userId => {
      if (userId === owner) return
      owner = userId
      const kept = owner === undefined ? [] : (records.readAll(start()) as OutboxEntry[])
      become(kept.sort((a, b) => a.createdAt - b.createdAt))
    },
    clear: () => {
      for (const entry of all) records.remove(keyOf(entry))
      become([])
    },
  }
}
