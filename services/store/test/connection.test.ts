import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ProtocolError } from '@socketlink/contract'
import { createClient, ErrorReply } from 'redis'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { startRedis } from '../../../deploy/local/redis-server.ts'
import { asUnavailable, RedisLink } from '../src/connection.ts'
// The scripts that a fresh connection has to take before it counts as ready.
import '../src/store.ts'
import { createLog, killRedis, openLink, openProxy, openRedis } from './support/open-link.ts'

/** What a call may take at most, and what noticing a dead link may take, in ms. */
const longestCallMs = 3500
const noticeMs = 4000

const isUnavailable = (error: unknown): boolean => {
  const shown = asUnavailable(error)
  return shown instanceof ProtocolError && shown.code === 'unavailable'
}

/** Sends commands all the time until stopped; tells the longest wait and whatever was not `unavailable`. */
const keepCalling = (link: RedisLink) => {
  const faults: unknown[] = []
  const calls = new Set<Promise<void>>()
  let longestMs = 0
  let failed = 0
  const call = async (): Promise<void> => {
    const begun = performance.now()
    try {
      await link.commands.ping()
    } catch (error) {
      failed += 1
      if (!isUnavailable(error)) faults.push(error)
    }
    longestMs = Math.max(longestMs, performance.now() - begun)
  }
  const timer = setInterval(() => {
    const pending = call()
    calls.add(pending)
    void pending.then(() => calls.delete(pending))
  }, 10)
  onTestFinished(() => clearInterval(timer))
  return async () => {
    clearInterval(timer)
    await Promise.all(calls)
    return { longestMs, failed, faults }
  }
}

describe.each(['idle', 'under load'])('a link that swallows packets, %s', load => {
  test('is noticed, fails its calls, and is ready again when it heals', { timeout: 60_000 }, async () => {
    const proxy = await openProxy(inject('redisUrl'))
    const link = await openLink(proxy.url)
    const stop = load === 'idle' ? undefined : keepCalling(link)
    for (let round = 0; round < 2; round += 1) {
      const lost = once(link, 'lost')
      const begun = performance.now()
      proxy.blackHole()
      await lost
      expect(performance.now() - begun).toBeLessThan(noticeMs)
      expect(link.ready).toBe(false)
      expect(link.readyForMs).toBe(0)

      const ready = once(link, 'ready')
      proxy.heal()
      await ready
      expect(await link.commands.ping()).toBe('PONG')
    }
    const seen = await stop?.()
    if (seen === undefined) return
    expect(seen.faults).toEqual([])
    expect(seen.failed).toBeGreaterThan(0)
    expect(seen.longestMs).toBeLessThan(longestCallMs)
  })
})

describe('a frozen Redis', () => {
  test('hangs no call, refuses new ones at once, and serves again when it goes on', {
    timeout: 60_000,
  }, async () => {
    const redis = await openRedis()
    const link = await openLink(redis.url)
    const stop = keepCalling(link)
    const lost = once(link, 'lost')
    redis.process.kill('SIGSTOP')
    const begun = performance.now()
    await lost
    expect(performance.now() - begun).toBeLessThan(noticeMs)
    // Redis stays frozen, so only the link itself can refuse this one.
    expect(isUnavailable(await link.commands.ping().catch((error: unknown) => error))).toBe(true)
    const ready = once(link, 'ready')
    redis.process.kill('SIGCONT')
    await ready
    expect(await link.commands.ping()).toBe('PONG')
    const { faults, failed, longestMs } = await stop()
    expect(faults).toEqual([])
    expect(failed).toBeGreaterThan(0)
    expect(longestMs).toBeLessThan(longestCallMs)
  })

  test('does not hold up closing', { timeout: 60_000 }, async () => {
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

describe('a restarted Redis', () => {
  test('that is killed ends no call in anything but unavailable, and tells both changes once', async () => {
    const redis = await startRedis({ port: 0 })
    const log = createLog()
    const link = await openLink(redis.url, log)
    const stop = keepCalling(link)
    const lost = once(link, 'lost')
    await killRedis(redis)
    await lost
    const ready = once(link, 'ready')
    await openRedis({ port: redis.port })
    await ready
    const { faults, longestMs } = await stop()
    expect(faults).toEqual([])
    expect(longestMs).toBeLessThan(longestCallMs)
    expect(log.events).toEqual(['redis_ready', 'redis_lost', 'redis_ready'])
  })

  test('is not ready while it loads its data, and then is', { timeout: 60_000 }, async () => {
    const dir = await mkdtemp(join(tmpdir(), 'socketlink-'))
    onTestFinished(() => rm(dir, { recursive: true }))
    const redis = await startRedis({ port: 0, dir })
    const link = await openLink(redis.url)
    await link.commands.eval("for i = 1, 4000 do redis.call('SET', 'key:' .. i, i) end", {
      keys: [],
      arguments: [],
    })
    const lost = once(link, 'lost')
    await redis.stop()
    await lost

    const ready = once(link, 'ready')
    // Half a millisecond for each key: loading takes about two seconds, and Redis answers meanwhile that it loads.
    const again = openRedis({ port: redis.port, dir, settings: ['--key-load-delay', '500'] })
    const refusal = async (): Promise<string> => {
      const error: unknown = await link.commands.get('key:1').catch((cause: unknown) => cause)
      return error instanceof ErrorReply ? error.message : ''
    }
    await expect.poll(refusal, { timeout: 10_000, interval: 20 }).toMatch(/^LOADING/)
    expect(link.ready).toBe(false)
    await Promise.all([ready, again])
    expect(await link.commands.get('key:4000')).toBe('4000')
  })
})

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
