import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Client } from '../../services/chat/test/support/client.ts'
import { roomySettings } from '../../services/chat/test/support/settings.ts'
import type { Cluster } from '../local/cluster.ts'
import { startCluster } from '../local/cluster.ts'
import { freePort } from '../local/free-port.ts'
import { startProgram } from '../local/program.ts'
import { descendantsOf } from './local-launcher.ts'
import { somebody, speak } from './local-people.ts'

const main = fileURLToPath(new URL('../local/main.ts', import.meta.url))

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

test('the launcher tells how few clients there is room for when a process may open little', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'socketlink-test-'))
  const args = [process.execPath, main, '--nodes', '1', '--port', `${await freePort()}`, '--data', dataDir]
  const lines: string[] = []
  const ready = Promise.withResolvers<void>()
  // The soft limit alone would say nothing: Node.js raises it to the hard one.
  const launcher = await startProgram('sh', ['-c', 'ulimit -n 600; exec "$@"', 'sh', ...args], {
    ownGroup: false,
    onLine: line => {
      lines.push(line)
      if (line.includes('SocketLink is ready at')) ready.resolve()
    },
  })
  void launcher.exited.then(() => ready.reject(new Error(`the launcher ended:\n${lines.join('\n')}`)))
  try {
    await ready.promise
    expect(lines).toContainEqual(
      expect.stringMatching(
        /cluster {2}warn: room for about \d{3} clients: a process may have 600 open files \(ulimit -Hn\); docs\/operating\.md, "Limits of a machine", tells how to raise it$/,
      ),
    )
    if (process.platform !== 'linux') return
    for (const name of [/chat\/src\/main/, /nginx: worker/]) {
      const found = descendantsOf(launcher.pid).find(({ command }) => name.test(command))
      expect(await readFile(`/proc/${found?.pid}/limits`, 'utf8')).toMatch(/^Max open files +600 +600/m)
    }
  } finally {
    await launcher.end('SIGTERM', 30_000)
    await rm(dataDir, { recursive: true, force: true })
  }
})
