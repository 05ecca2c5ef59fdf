import { ErrorReply } from 'redis'

/** What a server of a Cluster says instead of doing a command: it has done nothing, and the same may be asked again. */
export type Redirection =
  /** The slot is elsewhere from now on. */
  | { kind: 'moved'; slot: number; address: string }
  /** This once: the slot is on its way there. */
  | { kind: 'ask'; address: string }
  /** The slot is on its way, and a part of the keys is there already. */
  | { kind: 'try-again' }

/** Reads `MOVED <slot> <address>`, `ASK <slot> <address>` and `TRYAGAIN`; undefined for every other failure. */
export const readRedirection = (error: unknown): Redirection | undefined => {
  if (!(error instanceof ErrorReply)) return undefined
  const [word, slot = '', address = ''] = error.message.split(' ')
  if (word === 'MOVED') return { kind: 'moved', slot: Number(slot), address }
  if (word === 'ASK') return { kind: 'ask', address }
  return word === 'TRYAGAIN' ? { kind: 'try-again' } : undefined
}
