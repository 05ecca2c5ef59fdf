import { Socket } from 'node:net'
import type { ChatSocket } from '../socket/session.ts'

/** A client's connection as Engine.IO has it. */
export type Connection = ChatSocket['conn']

/** What Engine.IO and ws keep to themselves; every part of it is checked before it is used. */
interface Insides {
  writeBuffer?: unknown
  transport: {
    name: string
    socket?: { readyState?: unknown; extensions?: unknown; _socket?: unknown }
  }
}

const insides = (connection: Connection): Insides => connection as unknown as Insides

/** `WebSocket.OPEN` */
const open = 1

/**
 * The TCP socket of a client to which finished frames may be written, past Engine.IO: an open, upgraded WebSocket
 * without compression, of which all that was written before has left the process. Undefined for every other client, for
 * one that does not read fast enough, and when Engine.IO or ws are not built as expected.
 */
export const directWay = (connection: Connection): Socket | undefined => {
  const { writeBuffer, transport } = insides(connection)
  if (connection.readyState !== 'open' || connection.upgrading || transport.name !== 'websocket')
    return undefined
  if (!Array.isArray(writeBuffer) || writeBuffer.length > 0) return undefined
  const webSocket = transport.socket
  if (webSocket?.readyState !== open || webSocket.extensions !== '') return undefined
  const tcp = webSocket._socket
  return tcp instanceof Socket && tcp.writableLength === 0 ? tcp : undefined
}
