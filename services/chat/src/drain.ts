import { setTimeout as wait } from 'node:timers/promises'
import type { Context } from './context.ts'
import type { Door } from './socket/door.ts'
import type { ChatServer } from './socket/session.ts'

/** What the goodbyes of clients may take behind the drain window, in ms; one that reads nothing never says it. */
const farewellMs = 1000

/**
 * Sends a node's clients away in order: no new ones, each is told when it will be closed, and they are closed one by
 * one in random order across the drain window, so that they come back to the other nodes by themselves and not in one
 * moment. Calls under way are answered first.
 */
export const drainClients = async (context: Context, io: ChatServer, door: Door): Promise<void> => {
  const { drain } = context.config
  context.draining = true
  const sockets = Map.groupBy(io.of('/').sockets.values(), ({ conn }) => conn)
  context.log.info({ event: 'draining', connections: sockets.size }, 'draining')
  const closed = [...sockets].map(([connection, ofConnection]) => {
    const reconnectAfterMs = Math.floor(Math.random() * drain.windowMs)
    for (const socket of ofConnection) socket.emit('server_draining', { reconnectAfterMs })
    return new Promise<void>(resolve => {
      if (connection.readyState === 'closed') return resolve()
      connection.once('close', () => resolve())
      // Closing the connection flushes what was sent, and clients take it as a loss and reconnect.
      setTimeout(() => connection.close(), reconnectAfterMs)
    })
  })
  const patienceMs = Math.min(drain.windowMs + farewellMs, drain.timeoutMs)
  const late = wait(patienceMs, undefined, { ref: false })
  await Promise.race([Promise.all(closed), late])
  await Promise.race([door.idle(), late])
}
