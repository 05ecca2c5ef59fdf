import { type ErrorCode, isErrorCode, ProtocolError, protocolVersion } from '@socketlink/contract'
import { z } from 'zod'
import type { Tokens } from '../auth/tokens.ts'
import type { Context } from '../context.ts'
import { type ChatSocket, Session } from './session.ts'

const auth = z.object({ token: z.unknown(), protocol: z.unknown() }).partial()

/** What a refused client finds in `connect_error.data`. */
const refusal = (error: unknown): Error => {
  const known = error instanceof ProtocolError ? error : new ProtocolError('internal')
  return Object.assign(new Error(known.message), { data: known.toCallError() })
}

/**
 * Admits a client with a valid token, within the connections its user may have, while Redis can count them. The token
 * comes in `auth`, never in the URL.
 */
export const admitSocket = async (context: Context, tokens: Tokens, socket: ChatSocket): Promise<void> => {
  const { token, protocol } = auth.catch({}).parse(socket.handshake.auth)
  if (protocol !== undefined && protocol !== protocolVersion) throw new ProtocolError('unsupported_protocol')
  const caller = tokens.verify(token)
  if (context.draining) throw new ProtocolError('unavailable')
  const { incarnation } = context.lease
  const session = new Session(socket, caller, incarnation)
  socket.data.session = session
  const connection = { connectionId: socket.id, username: caller.username, incarnation }
  await context.holdings.open(connection)
  if (socket.conn.readyState !== 'open') await context.holdings.close(connection)
  else socket.conn.once('close', () => void context.holdings.close(connection))
}

/** `admitSocket` as Socket.IO takes it. */
export const handshake =
  (context: Context, tokens: Tokens) =>
  (socket: ChatSocket, next: (error?: Error) => void): void => {
    admitSocket(context, tokens, socket).then(
      () => next(),
      error => {
        const code: ErrorCode = error instanceof ProtocolError ? error.code : 'internal'
        if (!isErrorCode(code) || code === 'internal') {
          context.log.error({ event: 'handshake_failed', err: error }, 'a handshake failed')
        }
        next(refusal(error))
      },
    )
  }
