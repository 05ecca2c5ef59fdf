import type { CallError, ErrorCode } from '@socketlink/contract'

/**
 * Why a call failed. A lost connection, or an answer that never came, is `unavailable`.
 *
 * @hideconstructor
 */
export class ClientError extends Error {
  /** One of the protocol's error codes: what a program should branch on. */
  readonly code: ErrorCode
  /** Whether the same call may succeed later, unchanged. */
  readonly retryable: boolean
  /** Milliseconds to wait before the same call makes sense again, where the server said so. */
  readonly retryAfterMs: number | undefined

  /** From the error object of an ack, of an `error` event or of `connect_error.data`. */
  constructor({ code, message, retryable, retryAfterMs }: CallError) {
    super(message)
    this.name = 'ClientError'
    this.code = code
    this.retryable = retryable
    this.retryAfterMs = retryAfterMs
  }
}

/** Failures that the client finds by itself. */
export type LocalCode = Extract<
  ErrorCode,
  'unavailable' | 'unauthenticated' | 'not_in_room' | 'empty_message' | 'message_too_long'
>

/** A failure that no server told us of; its message is the code in plain words. */
export const localError = (code: LocalCode): ClientError =>
  new ClientError({ code, message: code.replaceAll('_', ' '), retryable: code === 'unavailable' })

/** Any failure as a ClientError; what is none is a lost connection. */
export const toClientError = (error: unknown): ClientError =>
  error instanceof ClientError ? error : localError('unavailable')

/** Whether a code says that the login is over. */
export const endsSession = (code: ErrorCode): boolean =>
  code === 'token_expired' || code === 'unauthenticated'
