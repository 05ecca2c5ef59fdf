import type { CallError, ErrorCode } from '@socketlink/contract'
import { expect } from 'vitest'

/** The codes after which the same call may succeed later; all others are final. */
const retryable = new Set<ErrorCode>([
  'rate_limited',
  'too_many_attempts',
  'too_many_connections',
  'unavailable',
  'internal',
])

/** Matches the error object of a failed ack, an `error` event or a `connect_error`. */
export const refusal = (code: ErrorCode): CallError => ({
  code,
  message: expect.stringMatching(/\w+ \w+/),
  retryable: retryable.has(code),
})

/** Matches the error object of a limit, which says how long to wait. */
export const refusalWithWait = (code: ErrorCode): CallError => ({
  ...refusal(code),
  retryAfterMs: expect.any(Number),
})

/** Matches the body of every HTTP error. */
export const errorBody = (code: ErrorCode): { error: string; code: ErrorCode } => ({
  error: expect.stringMatching(/\w+ \w+/),
  code,
})

export const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
