import { once } from 'node:events'
import { rename } from 'node:fs/promises'
import type { Server } from 'node:http'
import { connect, createServer } from 'node:net'

const answers = (path: string): Promise<boolean> =>
  new Promise(resolve => {
    const probe = connect(path)
    probe.on('error', () => resolve(false))
    probe.on('connect', () => {
      probe.destroy()
      resolve(true)
    })
  })

/**
 * Listens on a Unix socket as well: what connects there is the HTTP server's, as if it had come by TCP from 127.0.0.1.
 * Between a proxy and nodes on one machine it costs the kernel less than half.
 *
 * The file is there from the moment it answers, and stays when the server has closed: a proxy is refused then, as at a
 * port, and does not miss a file. One that nobody listens on any more is taken over. Rejects when somebody does, and
 * when the path cannot be written.
 */
export const listenOnUnixSocket = async (http: Server, path: string, backlog: number) => {
  if (await answers(path)) throw new Error(`somebody listens on ${path} already`)
  const addresses = { remoteAddress: { value: '127.0.0.1' }, localAddress: { value: `unix:${path}` } }
  const server = createServer({ allowHalfOpen: true }, socket => {
    // Such a connection has no addresses: nobody whom a list of trusted proxies could name, and no name for this end.
    Object.defineProperties(socket, addresses)
    http.emit('connection', socket)
  })
  // Under another name first: Node.js removes the file that it made, and the one in place is never half a server.
  const first = `${path}~`
  server.listen({ path: first, backlog })
  await once(server, 'listening')
  await rename(first, path)
  return server
}
