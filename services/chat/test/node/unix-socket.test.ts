import { createHash } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { Client } from '../support/client.ts'
import { requestApi } from '../support/http.ts'
import { registerPerson } from '../support/person.ts'
import { startNode, uniquePrefix } from '../support/start-node.ts'

const makeFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'socketlink-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

/** Gives a Unix socket an address that clients know how to use. */
const leadTo = async (path: string): Promise<string> => {
  const server = createServer(client => {
    const there = connect(path)
    client.on('error', () => there.destroy()).pipe(there)
    there.on('error', () => client.destroy()).pipe(client)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A node that listens on a Unix socket as well; `url` leads there. */
const openNode = async (settings: Record<string, string> = {}) => {
  const path = join(await makeFolder(), 'node.sock')
  const prefix = uniquePrefix()
  const unix = { SOCKETLINK_UNIX_SOCKET: path }
  const { node, url: tcpUrl } = await startNode(inject('redisUrl'), prefix, { ...settings, ...unix })
  onTestFinished(() => node.close())
  return { node, path, prefix, tcpUrl, url: await leadTo(path) }
}

describe('a node with a Unix socket', () => {
  it.each([[['websocket']], [['polling']], [['polling', 'websocket']]])(
    'has the people there and at its port in one room: %j',
    async transports => {
      const { url, tcpUrl } = await openNode()
      const people = await Promise.all(
        [url, tcpUrl].map(at =>
          registerPerson(at, 'somebody', (person, settings) => new Client(person, at, settings).connect()),
        ),
      )
      const clients = await Promise.all(people.map(person => person.connect({ transports })))
      for (const client of clients) await client.join('both')
      for (const client of clients) {
        const { messageId } = await client.say('hello')
        for (const hearer of clients)
          await hearer.next('new_message', message => message.messageId === messageId)
      }
      for (const client of clients) client.close()
    },
  )

  it('believes whom it trusts at 127.0.0.1 whose client it is, as behind TCP', async () => {
    const tryLogin = async (url: string, address: string): Promise<number> => {
      const headers = { 'x-forwarded-for': address }
      const body = { username: 'nobody', password: 'whatever it is' }
      return (await requestApi(url, '/api/auth/login', { body, headers })).status
    }
    const strict = { SOCKETLINK_LOGIN_FAILURES_PER_ADDRESS: '1' }
    const trusting = await openNode({ ...strict, SOCKETLINK_TRUSTED_PROXIES: '127.0.0.1' })
    expect(await tryLogin(trusting.url, '198.51.100.1')).toBe(401)
    expect(await tryLogin(trusting.url, '198.51.100.1')).toBe(429)
    expect(await tryLogin(trusting.url, '198.51.100.2')).toBe(401)
    const wary = await openNode(strict)
    expect(await tryLogin(wary.url, '198.51.100.1')).toBe(401)
    expect(await tryLogin(wary.url, '198.51.100.2')).toBe(429)
  })

  it('names itself in the ids of its sessions as nginx does', async () => {
    const { path, url } = await openNode()
    const handshake = await (await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).text()
    const name = createHash('md5').update(`unix:${path}`).digest('hex')
    expect(JSON.parse(handshake.slice(1)).sid).toMatch(new RegExp(`^${name}-`))
  })

  it('leaves a file that refuses, and the next node takes it over', async () => {
    const { node, path, prefix, url } = await openNode()
    const person = await registerPerson(url, 'somebody', (me, settings) =>
      new Client(me, url, settings).connect(),
    )
    await person.connect()
    await node.drain()
    expect((await stat(path)).isSocket()).toBe(true)
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
    const next = await startNode(inject('redisUrl'), prefix, { SOCKETLINK_UNIX_SOCKET: path })
    onTestFinished(() => next.node.close())
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  })

  it('does not start where somebody listens, and leaves him alone', async () => {
    const { path, prefix, url } = await openNode()
    await expect(startNode(inject('redisUrl'), prefix, { SOCKETLINK_UNIX_SOCKET: path })).rejects.toThrow(
      `somebody listens on ${path} already`,
    )
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  })
})
