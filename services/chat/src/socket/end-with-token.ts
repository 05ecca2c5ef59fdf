import { ProtocolError } from '@socketlink/contract'
import type { ChatServer } from './session.ts'

/** How late an end may be, in ms. One look at all sessions now and then costs less memory than a timer for each. */
const lookMs = 500

/**
 * Connections end with the token they were opened with: the client is told `token_expired` and disconnected. The answer
 * stops it.
 */
export const endWithTokens = (io: ChatServer): (() => void) => {
  const look = (): void => {
    const now = Date.now()
    for (const socket of io.of('/').sockets.values()) {
      if (socket.data.session.caller.expiresAt > now) continue
      socket.emit('error', new ProtocolError('token_expired').toCallError())
      socket.disconnect()
    }
  }
  const timer = setInterval(look, lookMs).unref()
  return () => clearInterval(timer)
}
