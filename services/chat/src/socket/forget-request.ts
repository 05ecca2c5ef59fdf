import { type IncomingMessage, ServerResponse } from 'node:http'
import type { ChatSocket } from './session.ts'

type Handshake = ChatSocket['handshake']

const used: Handshake = Object.freeze({
  headers: {},
  time: '',
  address: '',
  xdomain: false,
  secure: false,
  issued: 0,
  url: '',
  query: {},
  auth: {},
})

/**
 * Lets go of what Engine.IO hands over in place of a response while it upgrades, and by it of the request: it listens for
 * the end of the TCP socket, to tell of it, which nobody wants to hear. To be called for each request of Engine.IO's before
 * anything else listens.
 */
export const forgetUpgrade = ({ socket }: IncomingMessage, response: ServerResponse): void => {
  if (response instanceof ServerResponse) return
  const last = socket.rawListeners('close').at(-1)
  if (last && 'listener' in last) socket.off('close', last as unknown as () => void)
}

/**
 * Lets go of the request a connection began with: its headers, its address and the token have been used, and would take
 * some kilobytes for as long as the connection lasts.
 */
export const forgetRequest = (socket: ChatSocket): void => {
  Object.assign(socket.conn, { request: undefined, remoteAddress: undefined })
  Object.assign(socket, { handshake: used })
}
