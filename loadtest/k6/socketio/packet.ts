// Engine.IO v4 carries Socket.IO v5: a message `4…` of Engine.IO holds a packet of Socket.IO, in the default namespace and
// without binary data here. https://socket.io/docs/v4/engine-io-protocol/ and /socket-io-protocol/

/** Between packets in the body of a polling request. */
export const separator = '\x1e'

/** The first character of an Engine.IO packet. */
export const engine = { open: '0', close: '1', ping: '2', pong: '3', message: '4' } as const

/** What the server says first. */
export interface Handshake {
  sid: string
  pingInterval: number
  pingTimeout: number
  maxPayload: number
}

export type Packet =
  | { type: 'connect'; sid: string }
  | { type: 'refuse'; message: string; data: unknown }
  | { type: 'disconnect' }
  | { type: 'event'; name: string; payload: unknown }
  | { type: 'ack'; id: number; answer: unknown }

/** The packet that opens the default namespace. */
export const encodeConnect = (auth: object): string => `40${JSON.stringify(auth)}`

/** A goodbye: the server sees a clean end. */
export const disconnectPacket = '41'

/** A call; with an id the server answers with an ack. */
export const encodeCall = (name: string, input: unknown, id?: number): string =>
  `42${id ?? ''}${JSON.stringify([name, input])}`

/** Splits `123[…]` into the id and the JSON behind it. */
const splitId = (text: string): [id: number, json: string] => {
  let end = 0
  while (text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++
  return [Number(text.slice(0, end)), text.slice(end)]
}

/**
 * Reads what comes behind the `4` of an Engine.IO message. Undefined for packets that are not for us: binary ones, and
 * those of other namespaces.
 */
export const decode = (text: string): Packet | undefined => {
  const body = text.slice(1)
  switch (text.charAt(0)) {
    case '0':
      return { type: 'connect', sid: (JSON.parse(body || '{}') as { sid: string }).sid }
    case '1':
      return { type: 'disconnect' }
    case '2': {
      const [name, payload] = JSON.parse(splitId(body)[1]) as [string, unknown]
      return { type: 'event', name, payload }
    }
    case '3': {
      const [id, json] = splitId(body)
      return { type: 'ack', id, answer: (JSON.parse(json) as unknown[])[0] }
    }
    case '4': {
      const { message, data } = JSON.parse(body) as { message: string; data?: unknown }
      return { type: 'refuse', message, data }
    }
    default:
      return undefined
  }
}
