import type { Socket } from 'socket.io-client'

/** What lies under a WebSocket transport in Node.js: a socket of the package ws. */
interface InnerSocket {
  terminate(): void
  _socket: { pause(): void; resume(): void }
}

const innerSocketOf = ({ io }: Socket): InnerSocket | undefined =>
  (io.engine as unknown as { transport?: { ws?: InnerSocket } } | undefined)?.transport?.ws

/** Breaks the connection under a Socket.IO client, as a lost network does: no goodbye is sent. */
export const breakConnection = (socket: Socket): void => {
  const inner = innerSocketOf(socket)
  if (inner) inner.terminate()
  else socket.io.engine?.close()
}

/** Reads nothing more from a client's WebSocket, or reads on. Throws when there is none to stop reading from. */
export const setReading = (socket: Socket, reading: boolean): void => {
  const inner = innerSocketOf(socket)?._socket
  if (reading) inner?.resume()
  else if (inner) inner.pause()
  else throw new Error('there is no WebSocket to stop reading from')
}

/** The beginning of the session id, which names the node; '' without a connection. */
export const routeIn = ({ connected, io }: Socket): string =>
  connected ? (io.engine.id ?? '').slice(0, 32) : ''
