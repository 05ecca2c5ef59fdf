import { ProtocolError } from '@socketlink/contract'
import { createClient, ErrorReply } from 'redis'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { startRedis } from '../../../deploy/local/redis-server.ts'
import { RedisLink } from '../src/connection.ts'
import { asUnavailable } from '../src/unavailable.ts'
// The scripts that a fresh connection has to take before it counts as ready.
import '../src/store.ts'
import { createLog, openLink, openProxy, openRedis } from './support/open-link.ts'

/** What a call may take at most, in ms. */
const longestCallMs = 3500

const isUnavailable = (error: unknown): boolean => {
  const shown = asUnavailable(error)
  return shown instanceof ProtocolError && shown.code === 'unavailable'
}

describe('starting', () => {
  test('against nothing rejects in time, says where and why, and leaves nothing running', async () => {
    const redis = await startRedis({ port: 0 })
    await redis.stop()
    const link = new RedisLink(redis.url, createLog())
    const begun = performance.now()
    await expect(link.start(1000)).rejects.toThrow(
      `Redis at 127.0.0.1:${redis.port} does not answer: connect ECONNREFUSED`,
    )
    expect(performance.now() - begun).toBeLessThan(longestCallMs)
    await openRedis({ port: redis.port })
    const client = await createClient({ url: redis.url }).connect()
    onTestFinished(() => client.destroy())
    await link.start()
    expect(await client.sendCommand(['CLIENT', 'LIST'])).toMatch(/^(id=[^\n]*\n){3}$/)
    await link.close()
    await expect.poll(() => client.sendCommand(['CLIENT', 'LIST'])).toMatch(/^(id=[^\n]*\n){1}$/)
  })

  test('against a server that accepts and says nothing rejects in time', async () => {
    const proxy = await openProxy(inject('redisUrl'))
    proxy.blackHole()
    const link = new RedisLink(proxy.url, createLog())
    await expect(link.start(1000)).rejects.toThrow('does not answer')
    proxy.heal()
    await expect.poll(() => proxy.connections).toBe(0)
  })

  test('with a wrong password says so, and does not show the password', async () => {
    const redis = await openRedis({ settings: ['--requirepass', 'right'] })
    const link = new RedisLink(`redis://:wrong@127.0.0.1:${redis.port}`, createLog())
    const error = await link.start(1000).catch((cause: unknown) => cause as Error)
    expect(error?.message).toMatch(/WRONGPASS/)
    expect(error?.message).not.toMatch(/wrong/)
  })

  test('ends when the link is closed meanwhile', async () => {
    const redis = await startRedis({ port: 0 })
    await redis.stop()
    const link = new RedisLink(redis.url, createLog())
    const starting = link.start(60_000)
    await Promise.all([expect(starting).rejects.toThrow('closed'), link.close()])
  })
})

describe('closing', () => {
  test('waits for the replies still owed', async () => {
    const link = await openLink(inject('redisUrl'))
    const owed = link.commands.ping()
    await link.close()
    expect(await owed).toBe('PONG')
  })

  test('does not wait for a frozen Redis', { timeout: 60_000 }, async () => {
    const redis = await openRedis()
    const link = await openLink(redis.url)
    redis.process.kill('SIGSTOP')
    const owed = link.commands.ping().catch((error: unknown) => error)
    const begun = performance.now()
    await link.close()
    expect(performance.now() - begun).toBeLessThan(longestCallMs)
    expect(isUnavailable(await owed)).toBe(true)
    expect(link.ready).toBe(false)
  })
})

test('asUnavailable tells "not now" from our own faults', () => {
  const notNow = [
    'OOM command not allowed',
    'LOADING Redis is loading',
    'READONLY You can not write',
    'MISCONF Errors',
  ]
  for (const message of notNow) expect(isUnavailable(new ErrorReply(message))).toBe(true)
  expect(isUnavailable(new Error('Socket closed unexpectedly'))).toBe(true)
  const faults = [
    new ErrorReply('ERR syntax error'),
    new ErrorReply('WRONGTYPE no'),
    new TypeError('not a string'),
  ]
  for (const fault of faults) expect(asUnavailable(fault)).toBe(fault)
  const shown = new ProtocolError('rate_limited')
  expect(asUnavailable(shown)).toBe(shown)
})
