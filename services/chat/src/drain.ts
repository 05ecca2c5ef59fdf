import type { Context } from './context.ts'
import type { Door } from './socket/door.ts'
import type { ChatServer } from './socket/session.ts'

/**
 * Sends a node's clients away in order: no new ones, each is told when it will be closed, and they are closed one by
 * one in random order across the drain window, so that they come back to the other nodes by themselves and not in one
 * moment. Calls under way are answered first.
 */
export const drainClients = async (context: Context, io: ChatServer, door: Door): Promise<void> => {
  const { config, log } = context
  context.draining = true
  const sockets = [...io.of('/').sockets.values()]
  log.info({ event: 'draining', connections: sockets.length }, 'draining')
  const closing = sockets.map(socket => {
    const { conn } = socket
    const reconnectAfterMs = Math.floor(Math.random() * config.drain.windowMs)
    socket.emit('server_draining', { reconnectAfterMs })
    return new Promise<void>(resolve => {
      if (conn.readyState === 'closed') return resolve()
      conn.once('close', () => resolve())
      // Closing the connection flushes what was sent, and clients take it as a loss and reconnect.
      setTimeout(() => conn.close(), reconnectAfterMs)
    })
  })
  const timeout = AbortSignal.timeout(config.drain.timeoutMs)
  const late = new Promise<void>(resolve => timeout.addEventListener('abort', () => resolve()))
  await Promise.race([Promise.all(closing).then(() => door.idle()), late])
}
