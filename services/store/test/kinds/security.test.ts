import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../../../deploy/local/free-port.ts'
import { startRedis } from '../../../../deploy/local/redis-server.ts'
import type { GroupSecurity, RedisGroup } from '../../../../deploy/redis/group.ts'
import type { RedisOptions } from '../../src/context.ts'
import { openRedis } from '../../src/open-redis.ts'
import { createStore } from '../../src/store.ts'
import { silentLog } from '../support/store-context.ts'
import { makeCertificates, makeUsers } from './support/make-security.ts'
import { serversOf, startKind, storeOptions } from './support/open-kind.ts'

const alice = { userId: randomUUID(), username: 'alice', role: 'user' } as const
const password = 'open sesame'

let dir: string
let security: Required<GroupSecurity>
let ca: string
/** A node's own certificate, for servers that ask for one. */
let own: { cert: string; key: string }
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'socketlink-security-'))
  security = { tls: await makeCertificates(dir), acl: await makeUsers(password) }
  const { tls } = security
  ca = await readFile(tls.ca, 'utf8')
  own = { cert: await readFile(tls.cert, 'utf8'), key: await readFile(tls.key, 'utf8') }
})
afterAll(() => rm(dir, { recursive: true }))

const startOne = async () => {
  const port = await freePort()
  const users = join(dir, 'one.acl')
  await writeFile(users, security.acl.users)
  const { tls } = security
  const files = ['--tls-ca-cert-file', tls.ca, '--tls-cert-file', tls.cert, '--tls-key-file', tls.key]
  const address = ['--port', '0', '--tls-port', `${port}`, '--tls-auth-clients', 'yes']
  const settings = [...address, ...files, '--aclfile', users]
  const redis = await startRedis({ port, settings })
  const servers = (secret: string): RedisOptions['servers'] => ({
    kind: 'one',
    url: `rediss://socketlink:${encodeURIComponent(secret)}@127.0.0.1:${port}`,
  })
  return { servers, stop: redis.stop }
}

describe.each(['one', 'sentinel', 'cluster'] as const)('TLS and users on the kind "%s"', kind => {
  let group: RedisGroup
  let started: { servers: (secret: string) => RedisOptions['servers']; stop: () => Promise<void> }
  beforeAll(async () => {
    if (kind === 'one') {
      started = await startOne()
      return
    }
    group = await startKind(kind, { security, replicas: kind === 'sentinel' ? 1 : 0 })
    const servers = (secret: string): RedisOptions['servers'] => {
      const known = serversOf(group)
      const sentinelAccess = { username: 'socketlink', password: secret, tls: { ca } }
      return known.kind === 'sentinel' ? { ...known, sentinelAccess } : known
    }
    started = { servers, stop: group.stop }
  })
  afterAll(() => started?.stop())

  const options = (secret = password, authority = ca) =>
    storeOptions(started.servers(secret), {
      // The users may use these keys only.
      prefix: `sl:test-${randomUUID()}`,
      access: {
        username: 'socketlink',
        password: secret,
        tls: { ca: authority, ...(kind === 'one' ? own : {}) },
      },
      wait: { replicas: kind === 'sentinel' ? 1 : 0, timeoutMs: 1000 },
    })

  test('a node with the right certificate and password may do all that it needs', async () => {
    const store = createStore(options(), silentLog)
    await store.start()
    onTestFinished(() => store.close())
    const heard = Promise.withResolvers<string>()
    await store.subscriber.sSubscribe(store.addressOf('lobby').channel, payload =>
      heard.resolve(`${payload}`),
    )
    const membership = { memberId: randomUUID(), username: 'alice', roomName: 'attic', incarnation: 'node#1' }
    await store.presence.join(membership, { socketId: 's', after: undefined, mark: '' })
    const draft = { roomName: 'lobby', text: 'encrypted', sender: alice, clientMessageId: 'once' }
    expect(await store.messages.send(draft)).toMatchObject({ kept: true })
    expect(await heard.promise).toContain('encrypted')
    await store.presence.leave(membership)
    await store.accounts.create({ ...alice, passwordHash: '$x', createdAt: 1 })
    await store.limits.recordLogin({ address: '192.0.2.1', account: 'alice', success: false })
    await store.nodes.renew({ incarnation: 'node#1', leaseMs: 8000, connections: 1 })
    await store.connections.open({ connectionId: 'c1', username: 'alice', incarnation: 'node#1' })
    expect(await store.stats()).toMatchObject({ messages: { total: 1 }, users: { online: 1 }, nodes: 1 })
  })

  test('may not do what it does not need', async () => {
    const redis = openRedis(options().redis, silentLog)
    await redis.start()
    onTestFinished(() => redis.close())
    for (const command of [['FLUSHALL'], ['KEYS', '*'], ['CONFIG', 'GET', '*'], ['CLUSTER', 'RESET']]) {
      const refusal = redis.run('sl:x', client => client.sendCommand(command))
      await expect(refusal).rejects.toThrow(/NOPERM/)
    }
  })

  if (kind === 'one')
    test('a node without a certificate is not let in where one is asked for', async () => {
      const { redis } = options()
      const link = openRedis({ ...redis, access: { ...redis.access, tls: { ca } } }, silentLog)
      await expect(link.start(1000)).rejects.toThrow(/certificate|closed|ECONNRESET/i)
    })

  test('a server that nobody has vouched for is not entered', async () => {
    const other = await mkdtemp(join(tmpdir(), 'socketlink-security-'))
    onTestFinished(() => rm(other, { recursive: true }))
    const stranger = await readFile((await makeCertificates(other)).ca, 'utf8')
    const redis = openRedis(
      {
        ...options(password, stranger).redis,
        servers: swapAuthority(started.servers(password), stranger),
      },
      silentLog,
    )
    await expect(redis.start(1000)).rejects.toThrow(/certificate|self.signed/i)
  })

  test('a wrong password is told, and not shown', async () => {
    const redis = openRedis(options('close sesame').redis, silentLog)
    const error = await redis.start(1000).catch((cause: unknown) => cause as Error)
    expect(error?.message).toMatch(/WRONGPASS/)
    expect(error?.message).not.toMatch(/sesame/)
  })

  if (kind !== 'sentinel') return
  test('the Sentinels may make another server the master', async () => {
    const store = createStore(options(), silentLog)
    await store.start()
    onTestFinished(() => store.close())
    const say = (text: string) =>
      store.messages.send({ roomName: 'lobby', text, sender: alice, clientMessageId: text })
    const before = await say('before')
    const [sentinel] = group.sentinels
    if (sentinel === undefined) throw new Error('there is no Sentinel')
    expect(await group.ask(sentinel, 'SENTINEL', 'FAILOVER', 'socketlink')).toBe('OK')
    const [, replica] = group.servers
    const role = () => (replica === undefined ? '' : group.ask(replica, 'ROLE'))
    await expect.poll(role, { timeout: 20_000 }).toMatch(/^master/)
    let count = 0
    const epochNow = async () => (await say(`after ${++count}`).catch(() => before)).message.epoch
    await expect.poll(epochNow, { timeout: 20_000 }).not.toBe(before.message.epoch)
  })
})

const swapAuthority = (servers: RedisOptions['servers'], authority: string): RedisOptions['servers'] =>
  servers.kind === 'sentinel'
    ? { ...servers, sentinelAccess: { ...servers.sentinelAccess, tls: { ca: authority } } }
    : servers
