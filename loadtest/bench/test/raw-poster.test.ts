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

test('posts the same on a connection that it keeps', async () => {
  const input = { name: 'ünïcödé' }
  const asked: unknown[] = []
  const { server, poster } = await open(input, async (request, response) => {
    const body = (await request.toArray()).join('')
    asked.push([request.method, request.url, request.headers['content-type'], JSON.parse(body)])
    response.writeHead(200 + asked.length, { 'content-length': 6 })
    response.end('語語')
  })
  let connections = 0
  server.on('connection', () => connections++)
  for (const n of [1, 2, 3]) expect(await poster.post()).toBe(200 + n)
  expect(asked).toEqual(Array.from({ length: 3 }, () => ['POST', '/login', 'application/json', input]))
  expect(connections).toBe(1)
})

test('waits until an answer is whole', async () => {
  const halfWritten = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const { poster } = await open({}, async (_request, response) => {
    response.writeHead(200, { 'content-length': 6 })
    response.write('語', () => halfWritten.resolve())
    await goOn.promise
    response.end('語')
  })
  let answered = false
  const posting = poster.post().then(() => {
    answered = true
  })
  await halfWritten.promise
  // What another server answers after it, comes after it.
  const another = await open({}, (_request, response) => void response.end('{}'))
  await another.poster.post()
  expect(answered).toBe(false)
  goOn.resolve()
  await posting
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
