import { ProtocolError } from '@socketlink/contract'
import type { Session } from './session.ts'

/** Timers hold 31 bits of milliseconds; a token that lives longer is looked at again then. */
const longestTimerMs = 2 ** 31 - 1

/** A connection ends with the token it was opened with: the client is told `token_expired` and disconnected. */
export const endWithToken = ({ socket, caller }: Session): void => {
  let timer: NodeJS.Timeout | undefined
  const look = (): void => {
    const leftMs = caller.expiresAt - Date.now()
    if (leftMs > 0) {
      timer = setTimeout(look, Math.min(leftMs, longestTimerMs)).unref()
      return
    }
    socket.emit('error', new ProtocolError('token_expired').toCallError())
    socket.disconnect()
  }
  look()
  socket.once('disconnect', () => clearTimeout(timer))
}
