import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** What nginx calls the end of a connection that is ours: `address:port`, or `unix:path`. */
const nameOf = ({ localAddress, localPort }: IncomingMessage['socket']): string => {
  const address = localAddress?.replace(/^::ffff:/, '') ?? ''
  if (localPort === undefined) return address
  return `${address.includes(':') ? `[${address}]` : address}:${localPort}`
}

/**
 * An Engine.IO session id that begins with the name nginx has for this node: the MD5 of `address:port`, or of
 * `unix:path`, as the proxy reaches it. So every later request of the session finds its node, without a cookie. See
 * nginx/README.md.
 */
export const makeSessionId = ({ socket }: IncomingMessage): string => {
  const node = createHash('md5').update(nameOf(socket)).digest('hex')
  return `${node}-${randomBytes(15).toString('base64url')}`
}
