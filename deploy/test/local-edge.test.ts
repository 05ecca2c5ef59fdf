import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../services/chat/test/support/eventually.ts'
import { roomySettings } from '../../services/chat/test/support/settings.ts'
import type { Cluster } from '../local/cluster.ts'
import { startCluster } from '../local/cluster.ts'
import { connectMany, isOn, somebody, speak } from './local-people.ts'

let cluster: Cluster
let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'socketlink-test-'))
  cluster = await startCluster({ nodes: 3, port: 0, dataDir, env: roomySettings })
})
afterAll(async () => {
  await cluster?.stop()
  await rm(dataDir, { recursive: true })
})

const handshake = '/socket.io/?EIO=4&transport=polling'
const fetchJson = async (path: string, init?: RequestInit) => {
  const response = await fetch(cluster.url + path, init)
  return { status: response.status, headers: response.headers, body: await response.json() }
}

interface AccessLine {
  uri: string
  status: number
  upstream: string
  upstream_status: string
  agent: string
}

/** What nginx logged for requests with this user agent, once there are so many of them. */
const accessLog = (agent: string, count: number): Promise<{ lines: AccessLine[]; text: string }> =>
  eventually(async () => {
    const text = await readFile(join(dataDir, 'nginx/access.log'), 'utf8')
    const all = text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as AccessLine)
    const lines = all.filter(line => line.agent === agent)
    expect(lines).toHaveLength(count)
    return { lines, text }
  })

describe('sessions', () => {
  test.each([
    ['polling only', ['polling']],
    ['websocket only', ['websocket']],
    ['the default transports', ['polling', 'websocket']],
  ])('%s, without cookies: each stays on its node, and all nodes get some', async (_, transports) => {
    const person = await somebody(cluster.url)
    const clients = await connectMany(person, 12, { transports })
    await Promise.all(clients.map((client, index) => speak(client, `room-${transports.join('-')}-${index}`)))
    expect(clients.flatMap(client => client.disconnects)).toEqual([])
    for (const node of cluster.nodes) {
      expect(clients.filter(client => isOn(client, node)).length, node.id).toBeGreaterThan(0)
    }
    for (const client of clients) client.close()
  })

  test('an id that names no node is led to one, which says that it does not know it', async () => {
    const sid = `${'0'.repeat(32)}-madeUpByAClient`
    const { status, body } = await fetchJson(`${handshake}&sid=${sid}`)
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 1 } })
  })
})

describe('the way to the nodes', () => {
  test('is by Unix sockets in a folder that only its user may open', async () => {
    await fetch(`${cluster.url}/api/stats`, { headers: { 'user-agent': 'way-test' } })
    const { lines } = await accessLog('way-test', 1)
    expect(lines[0]?.upstream).toMatch(/^unix:.*\/nginx\/node-[123]\.sock$/)
    expect((await stat(join(dataDir, 'nginx'))).mode & 0o077).toBe(0)
  })

  test('is by TCP where that is asked for', async () => {
    const other = await startCluster({ nodes: 1, port: 0, link: 'tcp', env: roomySettings })
    try {
      expect(other.nodes[0]?.socket).toBeUndefined()
      await speak(await (await somebody(other.url)).connect(), 'by-tcp')
    } finally {
      await other.stop()
    }
  })
})

describe('what is public', () => {
  test.each(['/metrics', '/readyz', '/nginx_status', '/metrics/', '/api/../metrics', '//metrics'])(
    '%s is not',
    async path => {
      expect((await fetch(cluster.url + path)).status).toBe(404)
    },
  )

  test('the nodes do have them, and nginx has its numbers on loopback', async () => {
    const [node] = cluster.nodes
    expect((await fetch(`${node?.url}/metrics`)).status).toBe(200)
    expect((await fetch(`${node?.url}/readyz`)).status).toBe(200)
    expect(await (await fetch(cluster.nginx.statusUrl)).text()).toContain('Active connections')
  })

  test('/healthz, the API and the page are', async () => {
    expect((await fetch(`${cluster.url}/healthz`)).status).toBe(200)
    expect((await fetch(`${cluster.url}/api/stats`)).status).toBe(200)
    expect((await fetch(cluster.url)).status).toBe(200)
  })
})

describe('answers of nginx itself', () => {
  const post = (bytes: number) =>
    fetchJson('/api/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'x'.repeat(bytes), password: 'y' }),
    })

  test.each([
    ['a little too large, refused by a node', 70_000],
    ['far too large, refused by nginx', 200_000],
  ])('a body that is %s', async (_, bytes) => {
    const { status, headers, body } = await post(bytes)
    expect(status).toBe(413)
    expect(headers.get('content-type')).toContain('application/json')
    expect(body).toEqual({ error: 'The request is larger than 64 KiB.', code: 'payload_too_large' })
  })

  test('a header that is too large', async () => {
    const answer = fetchJson('/api/stats', { headers: { 'x-long': 'x'.repeat(40_000) } })
    expect(await answer).toMatchObject({ status: 400, body: { code: 'bad_request' } })
  })
})

describe('the access log', () => {
  test('has no query string and asks one node only, also for what is not found', async () => {
    const headers = { 'user-agent': 'log-test' }
    await fetch(`${cluster.url}${handshake}&token=very-secret`, { headers })
    await fetch(`${cluster.url}/?token=very-secret`, { headers })
    const missing = await fetch(`${cluster.url}/api/nowhere?token=very-secret`, { headers })
    expect(await missing.json()).toMatchObject({ code: 'not_found' })
    const { lines, text } = await accessLog('log-test', 3)
    expect(lines.map(({ uri, status }) => `${uri} ${status}`)).toEqual([
      '/socket.io/ 200',
      '/index.html 200',
      '/api/nowhere 404',
    ])
    expect(lines[2]?.upstream_status).toBe('404')
    expect(text).not.toContain('very-secret')
    expect(text).not.toContain('sid=')
  })
})
