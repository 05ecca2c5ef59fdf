import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'

const headEnd = Buffer.from('\r\n\r\n')

/** The length of the frame that a buffer begins with; undefined while it is not all there. Servers do not mask. */
const frameLength = (buffer: Buffer): number | undefined => {
  if (buffer.length < 4) return undefined
  const short = (buffer[1] ?? 0) & 127
  const [header, payload] = short < 126 ? [2, short] : [4, buffer.readUInt16BE(2)]
  return buffer.length < header + payload ? undefined : header + payload
}

/** Passes on what a server says over an upgraded connection, frame by frame, but for those that are to be dropped. */
const filterFrames = (from: Socket, to: Socket, drops: (frame: Buffer) => boolean): void => {
  let rest: Buffer = Buffer.alloc(0)
  let upgraded = false
  from.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    if (!upgraded) {
      const end = rest.indexOf(headEnd)
      upgraded = end !== -1 && rest.subarray(0, 12).toString() === 'HTTP/1.1 101'
      const head = upgraded ? end + headEnd.length : rest.length
      to.write(rest.subarray(0, head))
      rest = rest.subarray(head)
      if (!upgraded) return
    }
    for (let length = frameLength(rest); length !== undefined; length = frameLength(rest)) {
      const frame = rest.subarray(0, length)
      if (!drops(frame)) to.write(frame)
      rest = rest.subarray(length)
    }
  })
}

/** A proxy before a cluster that keeps WebSocket frames to itself. */
export const startDroppingProxy = async (
  target: string,
  drops: (frame: Buffer) => boolean,
): Promise<{ url: string; close(): void }> => {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const server = createServer(client => {
    const upstream = connect(Number(port), hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.pipe(upstream)
    filterFrames(upstream, client, drops)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
