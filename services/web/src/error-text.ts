import { ClientError, type ErrorCode } from '@socketlink/client'

const sentences: Partial<Record<ErrorCode, string>> = {
  invalid_credentials: 'The username or the password is wrong.',
  username_taken: 'This username is taken.',
  invalid_username: 'A username has 3 to 20 letters (A–Z), digits, “_” or “-”.',
  invalid_password: 'Choose a longer or less common password; 8 characters at least, and not your username.',
  too_many_attempts: 'Too many failed attempts.',
  rate_limited: 'That was too fast.',
  unavailable: 'The server cannot be reached at the moment. Try again shortly.',
  message_too_long: 'The message has more than 1000 characters.',
  empty_message: 'The message is empty.',
  not_in_room: 'You are not in this room.',
  internal: 'Something went wrong on the server.',
  token_expired: 'Your login has expired.',
  unauthenticated: 'Log in again.',
  too_many_connections: 'You have SocketLink open in too many places.',
}

/** A code in words for the user. */
export const errorText = (code: ErrorCode): string => sentences[code] ?? 'This did not work.'

const wait = (ms: number): string => {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 90) return `${seconds} second${seconds === 1 ? '' : 's'}`
  return `${Math.ceil(seconds / 60)} minutes`
}

/** Any failure in words for the user, with the time to wait where the server named one. */
export const failureText = (error: unknown): string => {
  if (!(error instanceof ClientError)) return errorText('internal')
  const { retryAfterMs } = error
  return retryAfterMs ? `${errorText(error.code)} Try again in ${wait(retryAfterMs)}.` : errorText(error.code)
}
