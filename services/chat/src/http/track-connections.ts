import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Knows every TCP connection of a server, upgraded ones included, which the server itself forgets. A WebSocket that
 * does not answer its close frame would hold a closing server for half a minute.
 */
export const trackConnections = (server: Server): { destroyAll(): void } => {
  const open = new Set<Socket>()
  // One function for all: a closure for each would be kept as long as its connection.
  const forget = function (this: Socket): void {
    open.delete(this)
  }
  server.on('connection', socket => {
    open.add(socket)
    socket.on('close', forget)
  })
  return {
    destroyAll: () => {
      for (const socket of open) socket.destroy()
    },
  }
}
