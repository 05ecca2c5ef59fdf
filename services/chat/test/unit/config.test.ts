import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError, loadConfig } from '../../src/config.ts'

const secret = 'x'.repeat(32)

describe('configuration', () => {
  it('has a default for everything, and is frozen', () => {
    const config = loadConfig({})
    expect(config).toMatchObject({
      port: 3000,
      redis: { servers: { kind: 'one', url: 'redis://127.0.0.1:6379' }, prefix: 'sl' },
      limits: { messageBurst: 20, messagesPerSecond: 10, connectionsPerUser: 50, registrationsPerHour: 60 },
      presence: { graceMs: 5000, leaseMs: 8000, heartbeatMs: 2000 },
    })
    expect(Object.isFrozen(config)).toBe(true)
  })

  it.each([
    ['SOCKETLINK_PORTT', '1', 'there is no such setting'],
    ['SOCKETLINK_PORT', 'many', 'SOCKETLINK_PORT'],
    ['SOCKETLINK_PORT', '70000', 'SOCKETLINK_PORT'],
    ['SOCKETLINK_UNIX_SOCKET', `/${'x'.repeat(100)}`, 'SOCKETLINK_UNIX_SOCKET: must have at most 100 bytes'],
    ['SOCKETLINK_REDIS_URL', 'http://redis', 'SOCKETLINK_REDIS_URL'],
    ['SOCKETLINK_REDIS_PREFIX', 'a{b}', 'SOCKETLINK_REDIS_PREFIX'],
    ['SOCKETLINK_LOG_LEVEL', 'loud', 'SOCKETLINK_LOG_LEVEL'],
    ['SOCKETLINK_JWT_SECRET', 'short', 'at least 32 characters'],
    ['SOCKETLINK_JWT_SECRET_FILE', '/nowhere', '/nowhere'],
    ['SOCKETLINK_MESSAGE_BURST', '0', 'SOCKETLINK_MESSAGE_BURST'],
    ['SOCKETLINK_HEARTBEAT_MS', '5000', 'SOCKETLINK_LEASE_MS'],
    ['SOCKETLINK_UNLIMITED_ADDRESSES', '127.0.0.1', 'both or neither'],
    ['SOCKETLINK_UNLIMITED_USERS', 'load-*', 'both or neither'],
    ['SOCKETLINK_UNLIMITED_ADDRESSES', 'loopback', 'SOCKETLINK_UNLIMITED_ADDRESSES'],
    ['SOCKETLINK_UNLIMITED_USERS', 'lo*d', 'SOCKETLINK_UNLIMITED_USERS'],
    ['SOCKETLINK_TRUSTED_PROXIES', 'nginx', 'SOCKETLINK_TRUSTED_PROXIES'],
    ['SOCKETLINK_TRUSTED_PROXIES', '10.0.0.0/33', 'SOCKETLINK_TRUSTED_PROXIES'],
    ['SOCKETLINK_TRUSTED_PROXIES', 'loopback,true', 'SOCKETLINK_TRUSTED_PROXIES'],
  ])('refuses %s=%s and names it', (name, value, told) => {
    expect(() => loadConfig({ [name]: value })).toThrow(ConfigError)
    expect(() => loadConfig({ [name]: value })).toThrow(told)
  })

  it('names every setting at fault at once', () => {
    const load = () => loadConfig({ SOCKETLINK_PORT: 'x', SOCKETLINK_LEASE_MS: '-1' })
    expect(load).toThrow(/SOCKETLINK_PORT.*\n.*SOCKETLINK_LEASE_MS/)
  })

  it('ignores what is not its own, and takes an empty value for none', () => {
    expect(loadConfig({ PORT: '1', SOCKETLINK_PORT: '', PATH: '/bin' }).port).toBe(3000)
  })

  it('takes proxies by address, range and name', () => {
    const listed = 'loopback, 10.1.2.3,10.0.0.0/8,fd00::/8,uniquelocal'
    expect(loadConfig({ SOCKETLINK_TRUSTED_PROXIES: listed }).trustedProxies).toHaveLength(5)
  })

  it('makes a secret for a development run and says so; production refuses to start without one', () => {
    const [one, other] = [loadConfig({}), loadConfig({})]
    expect(one.auth.secretIsTemporary).toBe(true)
    expect(one.auth.secret).not.toBe(other.auth.secret)
    expect(one.auth.secret.length).toBeGreaterThanOrEqual(32)
    expect(() => loadConfig({ NODE_ENV: 'production' })).toThrow('SOCKETLINK_JWT_SECRET')
    expect(() => loadConfig({ NODE_ENV: 'production', SOCKETLINK_JWT_SECRET: 'short' })).toThrow('32')
    const config = loadConfig({ NODE_ENV: 'production', SOCKETLINK_JWT_SECRET: secret })
    expect(config.auth).toMatchObject({ secret, secretIsTemporary: false })
  })

  it('reads secrets from files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'socketlink-config-'))
    writeFileSync(join(folder, 'jwt'), `${secret}\n`)
    writeFileSync(join(folder, 'redis'), 'p@ss/word\n')
    const config = loadConfig({
      SOCKETLINK_JWT_SECRET_FILE: join(folder, 'jwt'),
      SOCKETLINK_REDIS_URL: 'redis://socketlink@redis:6379',
      SOCKETLINK_REDIS_PASSWORD_FILE: join(folder, 'redis'),
    })
    expect(config.auth.secret).toBe(secret)
    expect(config.redis.servers).toEqual({
      kind: 'one',
      url: 'redis://socketlink:p%40ss%2Fword@redis:6379',
    })
  })

  it('knows the kind of Redis by what names its servers', () => {
    const servers = (settings: Record<string, string>) => loadConfig(settings).redis.servers
    expect(servers({ SOCKETLINK_REDIS_CLUSTER: 'redis-1:6379, [::1]:6380' })).toEqual({
      kind: 'cluster',
      seeds: ['redis-1:6379', '[::1]:6380'],
    })
    const sentinel = { SOCKETLINK_REDIS_SENTINELS: 's1:26379,s2:26379', SOCKETLINK_REDIS_MASTER: 'chat' }
    expect(servers({ ...sentinel, SOCKETLINK_REDIS_SENTINEL_USERNAME: 'node' })).toEqual({
      kind: 'sentinel',
      sentinels: ['s1:26379', 's2:26379'],
      master: 'chat',
      sentinelAccess: { username: 'node', password: '' },
    })
  })

  it.each([
    [{ REDIS_URL: 'redis://a', REDIS_CLUSTER: 'a:1' }, 'REDIS_URL and SOCKETLINK_REDIS_CLUSTER'],
    [{ REDIS_SENTINELS: 'a:1' }, 'SOCKETLINK_REDIS_MASTER'],
    [{ REDIS_MASTER: 'chat' }, 'SOCKETLINK_REDIS_SENTINELS'],
    [{ REDIS_CLUSTER: 'redis://a:1' }, 'SOCKETLINK_REDIS_CLUSTER: must list servers as host:port'],
    [{ REDIS_CLUSTER: 'a' }, 'SOCKETLINK_REDIS_CLUSTER: must list servers as host:port'],
    [{ REDIS_URL: 'redis://a', REDIS_TLS: 'on' }, 'rediss://'],
    [{ REDIS_CA_FILE: '/nowhere' }, 'SOCKETLINK_REDIS_CA_FILE: cannot read /nowhere'],
    [{ WAIT_TIMEOUT_MS: '3000' }, 'SOCKETLINK_WAIT_TIMEOUT_MS'],
  ])('refuses %j', (settings, told) => {
    const environment = Object.entries(settings).map(([name, value]) => [`SOCKETLINK_${name}`, value])
    expect(() => loadConfig(Object.fromEntries(environment))).toThrow(told)
  })

  it('takes certificates for TLS from files, for each kind', () => {
    const folder = mkdtempSync(join(tmpdir(), 'socketlink-config-'))
    writeFileSync(join(folder, 'ca'), 'the authority\n')
    const withCa = (settings: Record<string, string>) =>
      loadConfig({ SOCKETLINK_REDIS_CA_FILE: join(folder, 'ca'), ...settings }).redis
    expect(withCa({ SOCKETLINK_REDIS_URL: 'rediss://a' }).access.tls).toEqual({ ca: 'the authority' })
    expect(withCa({ SOCKETLINK_REDIS_CLUSTER: 'a:1' }).access.tls).toEqual({ ca: 'the authority' })
    const { servers } = withCa({ SOCKETLINK_REDIS_SENTINELS: 'a:1', SOCKETLINK_REDIS_MASTER: 'chat' })
    expect(servers).toMatchObject({ sentinelAccess: { tls: { ca: 'the authority' } } })
    expect(
      loadConfig({ SOCKETLINK_REDIS_CLUSTER: 'a:1', SOCKETLINK_REDIS_TLS: 'on' }).redis.access.tls,
    ).toEqual({})
    expect(loadConfig({ SOCKETLINK_REDIS_CLUSTER: 'a:1' }).redis.access).not.toHaveProperty('tls')
  })
})
