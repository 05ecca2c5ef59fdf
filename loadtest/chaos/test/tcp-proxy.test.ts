import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTcpProxy, type TcpProxy } from '../faults/tcp-proxy.ts'

let server: Server
let proxy: TcpProxy
let client: Socket

beforeAll(async () => {
  server = createServer(socket => socket.pipe(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  proxy = await startTcpProxy((server.address() as { port: number }).port)
  client = connect(proxy.port, '127.0.0.1').setNoDelay(true)
  await once(client, 'connect')
})
afterAll(async () => {
  client.destroy()
  await proxy.close()
  server.close()
})

it('a slow link keeps the order of what it carries, and is slow', async () => {
  proxy.delay(20)
  proxy.throttle(64 * 1024)
  const lines = Array.from({ length: 300 }, (_, n) => `${n} ${'x'.repeat((n * 37) % 60)}\n`)
  let received = ''
  const begin = performance.now()
  const all = Promise.withResolvers<number>()
  client.setEncoding('utf8').on('data', chunk => {
    received += chunk
    if (received.split('\n').length > lines.length) all.resolve(performance.now() - begin)
  })
  for (const line of lines) {
    client.write(line)
    await new Promise(resolve => setImmediate(resolve))
  }
  const took = await all.promise
  expect(received).toBe(lines.join(''))
  expect(took).toBeGreaterThan((received.length / (64 * 1024)) * 1000)
})
