import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { RawPoster } from '../raw-poster.ts'

const open = async (input: object, listener: RequestListener) => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const poster = new RawPoster(`http://127.0.0.1:${port}/login`, input)
  onTestFinished(() => {
    poster.close()
    server.close()
  })
  return { server, poster }
}

test('posts the same on a connection that it keeps, and waits until an answer is whole', async () => {
  const input = { name: 'ünïcödé' }
  const asked: unknown[] = []
  let answered = 0
  const { server, poster } = await open(input, async (request, response) => {
    const body = (await request.toArray()).join('')
    asked.push([request.method, request.url, request.headers['content-type'], JSON.parse(body)])
    response.writeHead(200 + asked.length, { 'content-length': 6 })
    response.write('語')
    setImmediate(() => {
      answered++
      response.end('語')
    })
  })
  let connections = 0
  server.on('connection', () => connections++)
  for (const n of [1, 2, 3]) {
    expect(await poster.post()).toBe(200 + n)
    expect(answered).toBe(n)
  }
  expect(asked).toEqual(Array.from({ length: 3 }, () => ['POST', '/login', 'application/json', input]))
  expect(connections).toBe(1)
})

test('posts at the same time on several connections, and says when one ends without an answer', async () => {
  const together = Promise.withResolvers<void>()
  let count = 0
  const { poster } = await open({}, async (request, response) => {
    if (++count === 2) together.resolve()
    await together.promise
    if (count === 3) request.destroy()
    else response.end('{}')
  })
  expect(await Promise.all([poster.post(), poster.post()])).toEqual([200, 200])
  await expect(poster.post()).rejects.toThrow('the connection ended before the answer')
})
