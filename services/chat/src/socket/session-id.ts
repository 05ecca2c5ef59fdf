import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/**
 * An Engine.IO session id that begins with the name nginx has for this node: the MD5 of `address:port` as the proxy
 * reaches it. So every later request of the session finds its node, without a cookie. See nginx/README.md.
 */
export const makeSessionId = ({ socket }: IncomingMessage): string => {
  const address = socket.localAddress?.replace(/^::ffff:/, '') ?? ''
  const host = address.includes(':') ? `[${address}]` : address
  const node = createHash('md5').update(`${host}:${socket.localPort}`).digest('hex')
  return `${node}-${randomBytes(15).toString('base64url')}`
}
