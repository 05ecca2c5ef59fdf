import { randomBytes } from 'node:crypto'
import type { HashingOptions } from './hashing-process.ts'
import { HashingProcess } from './hashing-process.ts'

export interface Passwords {
  /** Throws `unavailable` when too many wait: to be asked before anything is spent on a password. */
  admit(): void
  /** Makes a PHC string of a password. Throws `unavailable` when too many wait. */
  hash(password: string): Promise<string>
  /**
   * Whether a password belongs to a hash. Without a hash the answer is no, after the same time. Throws `unavailable`
   * when too many wait.
   */
  verify(hash: string | undefined, password: string): Promise<boolean>
  /** How many wait for their turn. */
  readonly queued: number
  /** Ends the hashing process; what waits is `unavailable`. */
  close(): Promise<void>
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')

/** The same cost as a real hash, and no password has it: its digest is random. Parameters as in hasher.ts. */
const dummyHash = `$argon2id$v=19$m=19456,t=2,p=1$${unpadded(randomBytes(16))}$${unpadded(randomBytes(32))}`

/**
 * One spelling for what looks the same: an accented letter may come as one code point or as two, depending on keyboard
 * and system. NFC and not NFKC, as RFC 8265 has it for passwords: NFKC also makes different characters equal.
 */
export const normalizePassword = (password: string): string => password.normalize('NFC')

/** Hashes passwords with argon2id in a process of its own. */
export const createPasswords = (options: HashingOptions): Passwords => {
  const hashing = new HashingProcess(options)
  return {
    admit: () => hashing.admit(),
    hash: async password => {
      const { hash } = await hashing.run({ password: normalizePassword(password) })
      if (hash === undefined) throw new Error('the hashing process gave no hash')
      return hash
    },
    verify: async (hash, password) => {
      const job = { password: normalizePassword(password), against: hash ?? dummyHash }
      const { matches } = await hashing.run(job)
      return hash !== undefined && matches === true
    },
    get queued() {
      return hashing.queued
    },
    close: () => hashing.close(),
  }
}
