import { EventEmitter } from 'node:events'
import { OneEntryMap } from './one-entry-map.ts'
import type { ChatSocket } from './session.ts'
import { isShrunk, shrinkListeners } from './shrink-listeners.ts'

/** Fields that the libraries keep to themselves; each is checked before it is used. */
interface Insides {
  cleanupFn?: unknown
  transport: {
    name: string
    socket?: { _extensions?: object; _receiver?: Extended; _sender?: Extended; _socket?: object }
  }
}

interface Extended {
  _extensions?: object
  _mask?: unknown
}

interface SocketInsides {
  _anyListeners?: unknown
  acks?: unknown
  client: { decoder?: { _callbacks?: Record<string, unknown> }; sockets?: unknown; nsps?: unknown }
}

/** SocketLink asks no client for an ack, so that no socket needs a place for them. */
class NoAcks extends Map<never, never> {
  override set(): never {
    throw new Error('a client is not asked for an ack')
  }
}
const noAcks = new NoAcks()

/** Without compression, which is the only one, a WebSocket has no extensions. */
const noExtensions = Object.freeze({})

const shareExtensions = (holder: Extended | undefined): void => {
  const { _extensions: extensions } = holder ?? {}
  if (holder && extensions && Object.keys(extensions).length === 0) holder._extensions = noExtensions
}

/** An array that grew has room for sixteen more; a copy has not. */
const tighten = <Owner extends object>(owner: Owner | undefined, key: keyof Owner & string): void => {
  const items: unknown = owner?.[key]
  if (Array.isArray(items)) Object.assign(owner as Owner, { [key]: items.slice() })
}

/** A connection carries one socket, of one namespace. */
const keepOneEntry = <Owner extends object>(owner: Owner, key: keyof Owner & string): void => {
  const map: unknown = owner[key]
  if (!(map instanceof Map) || map.size !== 1) return
  for (const [name, value] of map) Object.assign(owner, { [key]: new OneEntryMap(name, value) })
}

/** Takes away what is there for the time before the connection was open, or for a transport that polls. */
const removeUnused = (transport: unknown, webSocket: unknown): void => {
  if (transport instanceof EventEmitter) transport.removeAllListeners('headers')
  if (!(webSocket instanceof EventEmitter) || webSocket.listenerCount('error') < 2) return
  for (const listener of webSocket.listeners('error'))
    if (listener.name === 'onUpgradeError') webSocket.off('error', listener as () => void)
}

/**
 * Lets go of what the libraries keep for a client and need no more, or only while something happens. To be called when it
 * has answered a ping: then nothing is under way.
 */
export const shrinkConnection = (socket: ChatSocket): void => {
  const connection = socket.conn as unknown as Insides
  const { transport } = connection
  if (transport.name !== 'websocket') return
  const webSocket = transport.socket
  // The mask of the last frame is a part of what was read with it, and keeps all of that.
  const receiver = webSocket?._receiver
  if (receiver && '_mask' in receiver) receiver._mask = undefined
  // Another one comes when a client that polls upgrades.
  if (isShrunk(transport)) return
  removeUnused(transport, webSocket)
  // The first error is the last: it closes the transport, which takes its listeners away.
  shrinkListeners(transport, ['close', 'error'])
  for (const emitter of [connection, webSocket]) shrinkListeners(emitter, ['close'])
  shrinkListeners(socket, [])
  const insides = socket as unknown as SocketInsides
  tighten(connection, 'cleanupFn')
  tighten(insides, '_anyListeners')
  tighten(insides.client.decoder?._callbacks, '$decoded')
  keepOneEntry(insides.client, 'sockets')
  keepOneEntry(insides.client, 'nsps')
  if (insides.acks instanceof Map && insides.acks.size === 0) insides.acks = noAcks
  for (const holder of [webSocket, webSocket?._receiver, webSocket?._sender]) shareExtensions(holder)
  // Node.js asks the system again when they are wanted.
  if (webSocket?._socket) Object.assign(webSocket._socket, { _peername: undefined, _sockname: undefined })
}
