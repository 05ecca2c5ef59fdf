import { ProtocolError, protocolVersion } from '@socketlink/contract'
import { z } from 'zod'
import type { Tokens } from '../auth/tokens.ts'
import type { Context } from '../context.ts'
import { readClientAddress } from './client-address.ts'
import { type ChatSocket, Session } from './session.ts'

const auth = z.object({ token: z.unknown(), protocol: z.unknown() }).partial()

/** What a refused client finds in `connect_error.data`. */
const refusal = (error: unknown): Error => {
  const known = error instanceof ProtocolError ? error : new ProtocolError('internal')
  return Object.assign(new Error(known.message), { data: known.toCallError() })
}

/** A connection carries one session: a second one beside it would be a second client for the price of none. */
const sessions = new WeakMap<ChatSocket['conn'], Session>()

/** The session that a connection carries, or carried. */
export const sessionOn = (connection: ChatSocket['conn']): Session | undefined => sessions.get(connection)

/**
 * Admits a client with a valid token, within the connections its user may have, while Redis can count them. The token
 * comes in `auth`, never in the URL.
 */
export const admitSocket = async (
  context: Context,
  tokens: Tokens,
  addressOf: ReturnType<typeof readClientAddress>,
  socket: ChatSocket,
): Promise<void> => {
  const { conn } = socket
  const { token, protocol } = auth.catch({}).parse(socket.handshake.auth)
  if (protocol !== undefined && protocol !== protocolVersion) throw new ProtocolError('unsupported_protocol')
  const caller = tokens.verify(token)
  const before = sessions.get(conn)
  if (before?.ended === false) throw new ProtocolError('too_many_connections')
  const { incarnation } = context.lease
  const { username } = caller
  // The request is forgotten when the first session of a connection has begun.
  const address = before?.address ?? addressOf(socket.request)
  const unlimited = context.isUnlimited(username, address)
  const session = new Session(socket, { caller, incarnation, unlimited, address })
  socket.data = { session }
  sessions.set(conn, session)
  try {
    await context.holdings.open(session.connection)
  } catch (error) {
    session.ended = true
    throw error
  }
  if (conn.readyState !== 'open') await context.holdings.close(session.connection)
}

/** `admitSocket` as Socket.IO takes it. */
export const handshake = (context: Context, tokens: Tokens) => {
  const addressOf = readClientAddress(context.config.trustedProxies)
  const onClose = function (this: ChatSocket['conn']): void {
    const session = sessions.get(this)
    if (session) void context.holdings.close(session.connection)
  }
  return (socket: ChatSocket, next: (error?: Error) => void): void => {
    // Not refused: a refused client stays away, one whose connection ends tries again, and reaches another node.
    if (context.draining) return void socket.conn.close()
    admitSocket(context, tokens, addressOf, socket).then(
      () => {
        if (socket.conn.readyState === 'open') socket.conn.on('close', onClose)
        next()
      },
      error => {
        if (!(error instanceof ProtocolError)) {
          context.log.error({ event: 'handshake_failed', err: error }, 'a handshake failed')
        }
        next(refusal(error))
      },
    )
  }
}
