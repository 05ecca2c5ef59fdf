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

/** What stands in for the response while a connection is upgraded; it refers to the request for as long as that lasts. */
const standIns = new WeakMap<IncomingMessage, { req?: unknown }>()

/** To be called for each request of Engine.IO's. */
export const rememberResponse = (request: IncomingMessage, response: ServerResponse): void => {
  if (!(response instanceof ServerResponse)) standIns.set(request, response)
}

/**
 * Lets go of the request a connection began with: its headers, its address and the token have been used, and would take
 * some kilobytes for as long as the connection lasts.
 */
export const forgetRequest = (socket: ChatSocket): void => {
  const { conn } = socket
  const standIn = standIns.get(conn.request)
  if (standIn) delete standIn.req
  Object.assign(conn, { request: undefined })
  Object.assign(socket, { handshake: used })
}
