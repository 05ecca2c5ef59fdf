import { execFile } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { renderUsers } from '../docker/make-secrets.ts'
import type { RedisServer } from '../local/redis-server.ts'
import { startRedis } from '../local/redis-server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const template = readFileSync(join(root, 'deploy/redis/users.acl'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'acl-'))
const password = 'open sesame'

let redis: RedisServer

const start = (): Promise<RedisServer> =>
  startRedis({ port: 0, dir: folder, settings: ['--aclfile', join(folder, 'users.acl')] })

/** What Redis answers; an error is answered as text, too. */
const ask = async (user: string, secret: string, ...command: string[]): Promise<string> => {
  const login = user === '' ? [] : ['--no-auth-warning', '--user', user, '--pass', secret]
  const run = promisify(execFile)('redis-cli', ['-p', String(redis.port), ...login, ...command])
  return (await run).stdout.trim()
}
const asNode = (...command: string[]): Promise<string> => ask('socketlink', password, ...command)

beforeAll(async () => {
  writeFileSync(join(folder, 'users.acl'), renderUsers(template, password))
  redis = await start()
})
afterAll(async () => {
  await redis?.stop()
  rmSync(folder, { recursive: true })
})

/** The client's methods that are named otherwise than their command. */
const spelling: Record<string, string> = {
  zrangewithscores: 'zrange',
  srandmembercount: 'srandmember',
  scriptload: 'script|load',
  clusterslots: 'cluster|slots',
  clustermyid: 'cluster|myid',
}

/** Every command that the store gives to Redis: in its scripts, by its client, and the client's own heartbeat. */
const usedCommands = (): Set<string> => {
  const used = new Set(['ping'])
  for (const file of globSync('services/store/src/**/*.{lua,ts}', { cwd: root })) {
    const source = readFileSync(join(root, file), 'utf8')
    const calls = file.endsWith('.lua')
      ? source.matchAll(/redis\.p?call\('(\w+)'/g)
      : source.matchAll(/\b(?:commands|client|redis)\s*\.\s*(\w+)\(/g)
    for (const [, name = ''] of calls) used.add(spelling[name.toLowerCase()] ?? name.toLowerCase())
  }
  for (const ofTheConnection of ['connect', 'close', 'destroy', 'on', 'off', 'once'])
    used.delete(ofTheConnection)
  // Given to Sentinels, which have users of their own (deploy/redis/sentinel-users.acl).
  used.delete('sendcommand')
  return used
}

test('a node may give the commands that the store uses, and no others', () => {
  const rules = renderUsers(template, password)
    .split('\n')
    .find(line => line.startsWith('user socketlink '))
  const granted = [...(rules ?? '').matchAll(/ \+(\S+)/g)].map(([, command]) => command)
  expect(granted.toSorted()).toEqual([...usedCommands()].sort())
})

describe('Redis with these rules', () => {
  test('lets a node at its own keys and channels', async () => {
    expect(await asNode('SET', 'sl:{p01}:messages', '1')).toBe('OK')
    expect(await asNode('EVAL', "return redis.call('INCR', KEYS[1])", '1', 'sl:{p01}:messages')).toBe('2')
    expect(await asNode('SPUBLISH', 'sl:io#/#{p01}:room:lobby#', 'x')).toBe('0')
  })

  test('keeps a node from all others', async () => {
    expect(await asNode('GET', 'other:key')).toMatch(/^NOPERM/)
    expect(await asNode('EVAL', "return redis.call('GET', 'other:key')", '0')).toMatch(/NOPERM|can't access/)
    expect(await asNode('SPUBLISH', 'other', 'x')).toMatch(/^NOPERM/)
  })

  test.each([
    ['FLUSHALL'],
    ['KEYS', '*'],
    ['SCAN', '0'],
    ['CONFIG', 'GET', '*'],
    ['ACL', 'LIST'],
    ['SHUTDOWN', 'NOSAVE'],
    ['DEBUG', 'SLEEP', '0'],
    ['CLIENT', 'LIST'],
    ['MONITOR'],
    ['EVAL', "return redis.call('FLUSHALL')", '0'],
  ])('refuses a node %s', async (...command) => {
    expect(await asNode(...command)).toMatch(/NOPERM|may not|not allowed|can't run this command/i)
  })

  test('knows nobody without a name and a password', async () => {
    expect(await ask('', '', 'GET', 'sl:{p01}:messages')).toMatch(/^NOAUTH/)
    for (const user of ['default', 'socketlink'])
      expect(await ask(user, 'wrong', 'PING')).toMatch(/NOAUTH|WRONGPASS/)
  })

  test('has everything again after a restart, what scripts wrote included', async () => {
    const script = "redis.call('SET', KEYS[1], 'a') return redis.call('HSET', KEYS[2], 'field', 'b')"
    expect(await asNode('EVAL', script, '2', 'sl:{p02}:one', 'sl:{p02}:two')).toBe('1')
    await redis.stop()
    redis = await start()
    expect(await asNode('GET', 'sl:{p02}:one')).toBe('a')
    expect(await asNode('HGET', 'sl:{p02}:two', 'field')).toBe('b')
  })

  test('answers a health check, and shows it no key', async () => {
    expect(await ask('monitor', '-', 'PING')).toBe('PONG')
    expect(await ask('monitor', '-', 'INFO', 'memory')).toContain('used_memory')
    expect(await ask('monitor', '-', 'GET', 'sl:{p01}:messages')).toMatch(/^NOPERM/)
  })
})
