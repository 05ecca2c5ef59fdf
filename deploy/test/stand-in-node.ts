import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'

// Answers what the launcher and nginx need of a node, and nothing more: for tests of these two alone.
const { Server } = createRequire(new URL('../../services/chat/package.json', import.meta.url))('socket.io')

let draining = false
const http = createServer((request, response) => {
  const path = request.url?.split('?')[0]
  const status = path === '/readyz' && draining ? 503 : path?.startsWith('/api/none') ? 404 : 200
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ node: process.env['SOCKETLINK_NODE_ID'], path, headers: request.headers }))
})
const io = new Server(http)
io.engine.generateId = (request: { socket: { localAddress: string; localPort: number } }) => {
  const { localAddress, localPort } = request.socket
  const own = createHash('md5')
    .update(`${localAddress.replace(/^::ffff:/, '')}:${localPort}`)
    .digest('hex')
  return `${own}-${randomBytes(15).toString('base64url')}`
}
io.engine.use(
  (
    request: { _query: { sid?: string } },
    response: { writeHead(n: number): void; end(): void },
    next: () => void,
  ) => {
    if (!draining || request._query.sid) return next()
    response.writeHead(404)
    response.end()
  },
)
io.on(
  'connection',
  (socket: { on(event: string, listener: (ack: (value: unknown) => void) => void): void }) => {
    socket.on('who', ack => ack({ node: process.env['SOCKETLINK_NODE_ID'], pid: process.pid }))
  },
)
http.listen(Number(process.env['SOCKETLINK_PORT']), process.env['SOCKETLINK_HOST'] ?? '0.0.0.0', () => {
  console.log(
    JSON.stringify({ level: 30, time: Date.now(), pid: process.pid, msg: 'listening', event: 'listening' }),
  )
})
process.once('SIGTERM', () => {
  draining = true
  io.close(() => process.exit(0))
})
