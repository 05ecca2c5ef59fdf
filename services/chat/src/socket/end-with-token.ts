import { ProtocolError } from '@socketlink/contract'
import type { Session } from './session.ts'

/** Timers hold 31 bits of milliseconds; a token that lives longer than this process is checked again then. */
const longestTimerMs = 2 ** 31 - 1

/** A connection ends with the token it was opened with: the client is told `token_expired` and disconnected. */
export const endWithToken = ({ socket, caller }: Session): void => {
  const timer = setTimeout(
    () => {
      socket.emit('error', new ProtocolError('token_expired').toCallError())
      socket.disconnect()
    },
    Math.min(caller.expiresAt - Date.now(), longestTimerMs),
  )
  timer.unref()
  socket.once('disconnect', () => clearTimeout(timer))
}
