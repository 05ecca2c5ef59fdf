import type { StoreOptions } from '../context.ts'
import type { Keys } from '../keys.ts'
import type { Redis } from '../redis.ts'
import { addressSubject } from './address.ts'
import type { LoginAttempt } from './limit-login.ts'
import { limitLogin } from './limit-login.ts'
import { takeOne } from './take-one.ts'

/** The limits that hold for the whole cluster. What is refused says after how many milliseconds to try again. */
export const createLimits = (link: Redis, keys: Keys, limits: StoreOptions['limits']) => {
  const context = { link, keys, limits }
  return {
    /** Whether a login may be tried at all; asked before the costly verification. Throws `too_many_attempts`. */
    checkLogin: (attempt: LoginAttempt): Promise<void> => limitLogin(context, attempt, 'ask'),

    /**
     * Records how a verification ended: a failure counts for the pair, the address and the account, a success forgets
     * the pair's failures. Throws `too_many_attempts` when others have failed meanwhile, even for a success.
     */
    recordLogin: ({ success, ...attempt }: LoginAttempt & { success: boolean }): Promise<void> =>
      limitLogin(context, attempt, success ? 'success' : 'failure'),

    /** Takes one of an address's registrations. Throws `rate_limited`. */
    takeRegistration: (address: string): Promise<void> =>
      takeOne(link, keys.limit('registrations', addressSubject(address)), {
        allowed: limits.registrationsPerHour,
        windowMs: 3_600_000,
      }),

    /** Takes one of a user's new rooms. Throws `rate_limited`. */
    takeRoomCreation: (userId: string): Promise<void> =>
      takeOne(link, keys.limit('rooms', userId), { allowed: limits.roomsPerMinute, windowMs: 60_000 }),
  }
}
