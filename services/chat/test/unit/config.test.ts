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
      redis: { url: 'redis://127.0.0.1:6379', prefix: 'sl' },
      limits: { messageBurst: 20, messagesPerSecond: 10, connectionsPerUser: 50, registrationsPerHour: 60 },
      presence: { graceMs: 5000, leaseMs: 8000, heartbeatMs: 2000 },
    })
    expect(Object.isFrozen(config)).toBe(true)
  })

  it.each([
    ['SOCKETLINK_PORTT', '1', 'there is no such setting'],
    ['SOCKETLINK_PORT', 'many', 'SOCKETLINK_PORT'],
    ['SOCKETLINK_PORT', '70000', 'SOCKETLINK_PORT'],
    ['SOCKETLINK_REDIS_URL', 'http://redis', 'SOCKETLINK_REDIS_URL'],
    ['SOCKETLINK_REDIS_PREFIX', 'a{b}', 'SOCKETLINK_REDIS_PREFIX'],
    ['SOCKETLINK_LOG_LEVEL', 'loud', 'SOCKETLINK_LOG_LEVEL'],
    ['SOCKETLINK_JWT_SECRET', 'short', 'at least 32 characters'],
    ['SOCKETLINK_JWT_SECRET_FILE', '/nowhere', '/nowhere'],
    ['SOCKETLINK_MESSAGE_BURST', '0', 'SOCKETLINK_MESSAGE_BURST'],
    ['SOCKETLINK_HEARTBEAT_MS', '5000', 'SOCKETLINK_LEASE_MS'],
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
    expect(config.redis.url).toBe('redis://socketlink:p%40ss%2Fword@redis:6379')
  })
})
