import { afterAll, beforeAll, expect, test } from 'vitest'
import { Client } from '../../services/chat/test/support/client.ts'
import { roomySettings } from '../../services/chat/test/support/settings.ts'
import type { Cluster } from '../local/cluster.ts'
import { startCluster } from '../local/cluster.ts'
import { somebody, speak } from './local-people.ts'

let cluster: Cluster
beforeAll(async () => {
  // Far below what the test takes.
  const limits = { handshakesPerSecond: 1, handshakeBurst: 5, connectionsPerAddress: 6 }
  cluster = await startCluster({ nodes: 1, port: 0, env: roomySettings, limits })
})
afterAll(() => cluster?.stop())

test('handshakes of one address are limited; a session that exists and the API are not', async () => {
  const person = await somebody(cluster.url)
  const client = await new Client(person, cluster.url, { transports: ['polling'] }).connect()
  const knock = () => fetch(`${cluster.url}/socket.io/?EIO=4&transport=polling`)
  const answers = await Promise.all(Array.from({ length: 20 }, knock))
  const refused = answers.filter(answer => answer.status === 429)
  expect(refused.length).toBeGreaterThanOrEqual(10)
  expect(await refused[0]?.json()).toEqual({
    error: 'Too many requests; try again later.',
    code: 'rate_limited',
  })
  for (let call = 0; call < 10; call++) await speak(client, `room-${call}`)
  for (let call = 0; call < 10; call++) expect((await fetch(`${cluster.url}/api/stats`)).status).toBe(200)
  expect(client.disconnects).toEqual([])
  client.close()
})

test('a handshake counts however its session id is misspelt', async () => {
  for (const misspelt of ['SID=x', 'sid=', 'Sid=x&sid=', 'xsid=x']) {
    const knock = () => fetch(`${cluster.url}/socket.io/?EIO=4&transport=polling&${misspelt}`)
    const answers = await Promise.all(Array.from({ length: 20 }, knock))
    expect(answers.filter(answer => answer.status === 429).length).toBeGreaterThanOrEqual(10)
  }
})

test('limits are lifted for the addresses that the setting lists, at the edge as at the nodes', async () => {
  const lifted = {
    SOCKETLINK_LOG_LEVEL: 'warn',
    SOCKETLINK_UNLIMITED_ADDRESSES: '127.0.0.1',
    SOCKETLINK_UNLIMITED_USERS: 'load-*',
  }
  const lines: string[] = []
  const limits = { handshakesPerSecond: 1, handshakeBurst: 1, connectionsPerAddress: 2 }
  const open = await startCluster({
    nodes: 1,
    port: 0,
    env: { ...roomySettings, ...lifted },
    limits,
    onLog: (_, line) => lines.push(line),
  })
  try {
    const knock = () => fetch(`${open.url}/socket.io/?EIO=4&transport=polling`)
    const answers = await Promise.all(Array.from({ length: 20 }, knock))
    expect(answers.map(answer => answer.status)).toEqual(answers.map(() => 200))
    expect(lines.filter(line => line.includes('limits_lifted'))).toEqual([
      expect.stringContaining('"users":["load-*"]'),
    ])
  } finally {
    await open.stop()
  }
})
