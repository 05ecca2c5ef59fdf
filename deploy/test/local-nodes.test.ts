import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../../services/chat/test/support/client.ts'
import { eventually } from '../../services/chat/test/support/eventually.ts'
import { roomySettings } from '../../services/chat/test/support/settings.ts'
import type { Cluster } from '../local/cluster.ts'
import { startCluster } from '../local/cluster.ts'
import { connectMany, isOn, somebody, speak } from './local-people.ts'

let cluster: Cluster
let person: Person
const lines: string[] = []
/** The tests knock far harder than people do. */
const limits = { handshakesPerSecond: 100_000, handshakeBurst: 100_000 }
beforeAll(async () => {
  const onLog = (program: string, line: string) => void lines.push(`${program} ${line}`)
  cluster = await startCluster({ nodes: 3, port: 0, env: roomySettings, limits, onLog })
  person = await somebody(cluster.url)
})
afterAll(() => cluster?.stop())

const handshakeStatus = async (): Promise<number> => {
  // A connection kept open may be the one that nginx closes as it reloads. Browsers then ask again; fetch here does not.
  const headers = { connection: 'close' }
  const response = await fetch(`${cluster.url}/socket.io/?EIO=4&transport=polling`, { headers })
  await response.text()
  return response.status
}

/** Connects clients that come back by themselves, some on every node, and speaks once through each. */
const crowd = async (transports: string[]) => {
  const clients = await connectMany(person, 12, { transports, reconnection: true, reconnectionDelay: 50 })
  await Promise.all(clients.map((client, index) => speak(client, `crowd-${index}`)))
  return clients
}

test.each([[['polling']], [['websocket']]])(
  'a node that is killed takes its own sessions with it and no other: %j',
  async transports => {
    const clients = await crowd(transports)
    const [victim] = cluster.nodes
    if (victim === undefined) throw new Error('no node')
    const hit = clients.filter(client => isOn(client, victim))
    const spared = clients.filter(client => !isOn(client, victim))
    expect(hit.length).toBeGreaterThan(0)
    const back = hit.map(
      client => new Promise(resolve => client.socket.once('connect', () => resolve(client))),
    )
    victim.kill('SIGKILL')
    expect(await victim.exited).toEqual({ code: null, signal: 'SIGKILL' })
    await Promise.all(back)
    // Everyone who was hit is back; the others answer on the session they had.
    await Promise.all(clients.map((client, index) => speak(client, `crowd-${index}`)))
    expect(spared.flatMap(client => client.disconnects)).toEqual([])
    expect(clients.filter(client => isOn(client, victim))).toEqual([])
    for (const client of clients) client.close()

    const again = await cluster.startNode(0)
    expect({ id: again.id, port: again.port }).toEqual({ id: victim.id, port: victim.port })
    expect(again.pid).not.toBe(victim.pid)
    expect(cluster.nodes[0]).toBe(again)
  },
)

test('a node that is added gets sessions; one that is removed drains, ends well and is out of nginx', async () => {
  const added = await cluster.addNode()
  expect(added.id).toBe('node-4')
  const clients = await crowd(['polling', 'websocket'])
  const moved = clients.filter(client => isOn(client, added))
  expect(moved.length).toBeGreaterThan(0)

  const back = moved.map(client => new Promise<void>(resolve => client.socket.once('connect', resolve)))
  let removed = false
  const removal = cluster.removeNode(added).finally(() => {
    removed = true
  })
  const statuses = new Set<number>()
  while (!removed) statuses.add(await handshakeStatus())
  expect(await removal).toEqual({ code: 0, signal: null })
  await Promise.all(back)
  // While it went, no handshake was refused, and whoever was elsewhere did not notice.
  expect([...statuses]).toEqual([200])
  await Promise.all(clients.map((client, index) => speak(client, `crowd-${index}`)))
  const stayed = clients.filter(client => !moved.includes(client))
  expect(stayed.flatMap(client => client.disconnects)).toEqual([])
  expect(cluster.nodes.map(node => node.id)).toEqual(['node-1', 'node-2', 'node-3'])
  for (const client of clients) client.close()
})

test('Redis may be killed and started again on its port', async () => {
  const { pid, url } = cluster.redis
  cluster.redis.kill('SIGKILL')
  await eventually(async () => expect((await fetch(`${cluster.nodes[0]?.url}/readyz`)).status).toBe(503))
  await cluster.redis.start()
  expect(cluster.redis.url).toBe(url)
  expect(cluster.redis.pid).not.toBe(pid)
  await eventually(async () => expect((await fetch(`${cluster.nodes[0]?.url}/readyz`)).status).toBe(200))
})

test('the API answers while one node of several is left, however many have just gone', async () => {
  await cluster.addNode()
  const [, ...gone] = cluster.nodes
  expect(gone).toHaveLength(3)
  for (const node of gone) node.kill('SIGKILL')
  await Promise.all(gone.map(node => node.exited))
  const statuses: number[] = []
  for (let n = 0; n < 8; n++) statuses.push((await fetch(`${cluster.url}/api/stats`)).status)
  expect(new Set(statuses)).toEqual(new Set([200]))
})

test('with every node gone nginx answers in the words of the API, and a node that returns is found', async () => {
  for (const node of cluster.nodes) node.kill('SIGKILL')
  await Promise.all(cluster.nodes.map(node => node.exited))
  const response = await fetch(`${cluster.url}/api/stats`)
  expect(response.status).toBe(503)
  expect(await response.json()).toEqual({
    error: 'The service cannot do this at the moment; try again shortly.',
    code: 'unavailable',
  })
  await cluster.startNode(1)
  await eventually(async () => expect((await fetch(`${cluster.url}/api/stats`)).status).toBe(200))
})

test('nginx wrote no line about a single request', () => {
  expect(lines.filter(line => line.startsWith('nginx') && line.includes('request:'))).toEqual([])
})
