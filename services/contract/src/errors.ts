/**
 * Every code a client can meet. `status` is the HTTP status when an HTTP call fails with it; `retryable` tells a client
 * that the same call may succeed later, unchanged.
 */
export const errorCatalogue = {
  bad_request: { status: 400, retryable: false, message: 'The request is not valid.' },
  invalid_username: {
    status: 400,
    retryable: false,
    message: 'A username has 3 to 20 characters: A-Z, a-z, 0-9, "_" and "-".',
  },
  invalid_password: {
    status: 400,
    retryable: false,
    message: 'A password has 8 to 128 characters, is not a common password and is not the username.',
  },
  invalid_room_name: {
    status: 400,
    retryable: false,
    message: 'A room name has 1 to 50 letters, digits, "_", "." or "-", and starts with a letter or a digit.',
  },
  empty_message: { status: 400, retryable: false, message: 'A message needs a text.' },
  message_too_long: { status: 400, retryable: false, message: 'A message has at most 1000 characters.' },
  unsupported_protocol: {
    status: 400,
    retryable: false,
    message: 'This node speaks protocol version 1.',
  },
  unauthenticated: { status: 401, retryable: false, message: 'Log in first.' },
  token_expired: { status: 401, retryable: false, message: 'The login has expired; log in again.' },
  invalid_credentials: { status: 401, retryable: false, message: 'The username or the password is wrong.' },
  forbidden: { status: 403, retryable: false, message: 'This is not allowed.' },
  not_found: { status: 404, retryable: false, message: 'There is nothing at this address.' },
  room_not_found: { status: 404, retryable: false, message: 'There is no room of this name.' },
  method_not_allowed: { status: 405, retryable: false, message: 'This address does not take this method.' },
  username_taken: { status: 409, retryable: false, message: 'This username is taken.' },
  room_exists: { status: 409, retryable: false, message: 'A room of this name exists already; join it.' },
  not_in_room: { status: 409, retryable: false, message: 'Join a room first.' },
  payload_too_large: { status: 413, retryable: false, message: 'The request is larger than 64 KiB.' },
  unsupported_media_type: {
    status: 415,
    retryable: false,
    message: 'Send JSON, with the content type application/json.',
  },
  rate_limited: { status: 429, retryable: true, message: 'Too many requests; try again later.' },
  too_many_attempts: {
    status: 429,
    retryable: true,
    message: 'Too many failed logins; try again later.',
  },
  too_many_connections: {
    status: 429,
    retryable: true,
    message: 'This user has too many connections open.',
  },
  internal: { status: 500, retryable: true, message: 'Something went wrong on our side.' },
  unavailable: {
    status: 503,
    retryable: true,
    message: 'The service cannot do this at the moment; try again shortly.',
  },
} as const satisfies Record<string, { status: number; retryable: boolean; message: string }>

/** What went wrong, for programs to branch on; the protocol's page lists the codes and what to do about each. */
export type ErrorCode = keyof typeof errorCatalogue

/** Whether a string is a code of the catalogue. */
export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCatalogue, code)

/** The error object of the Socket.IO side: in a failed ack, in an `error` event, in `connect_error.data`. */
export interface CallError {
  code: ErrorCode
  message: string
  retryable: boolean
  /** Milliseconds to wait before the same call makes sense again. */
  retryAfterMs?: number
}

/**
 * An error a client is meant to see. Anything else that is thrown reaches the client as `internal`, and the log whole.
 */
export class ProtocolError extends Error {
  readonly code: ErrorCode
  readonly retryAfterMs: number | undefined

  constructor(code: ErrorCode, options: { message?: string; retryAfterMs?: number; cause?: unknown } = {}) {
    super(options.message ?? errorCatalogue[code].message, { cause: options.cause })
    this.name = 'ProtocolError'
    this.code = code
    this.retryAfterMs = options.retryAfterMs
  }

  get status(): number {
    return errorCatalogue[this.code].status
  }

  /** The shape that goes over the wire to Socket.IO clients. */
  toCallError(): CallError {
    const { code, message, retryAfterMs } = this
    const { retryable } = errorCatalogue[code]
    return retryAfterMs === undefined
      ? { code, message, retryable }
      : { code, message, retryable, retryAfterMs }
  }
}
