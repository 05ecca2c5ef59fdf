import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ProtocolError } from '@socketlink/contract'
import { ErrorReply } from 'redis'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { startRedis } from '../../../deploy/local/redis-server.ts'
import type { RedisLink } from '../src/connection.ts'
import { asUnavailable } from '../src/unavailable.ts'
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
    for (let round = 0; round < (load === 'idle' ? 1 : 2); round += 1) {
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
    // A millisecond for each key: loading takes about four seconds, and Redis answers meanwhile that it loads.
    const again = openRedis({ port: redis.port, dir, settings: ['--key-load-delay', '1000'] })
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

describe('no false alarm', () => {
  test('while Redis answers pings by refusing them', async () => {
    const redis = await openRedis()
    const log = createLog()
    const link = await openLink(redis.url, log)
    const admin = await openLink(redis.url)
    let refusals = 0
    const enough = Promise.withResolvers<void>()
    link.commands.on('error', () => {
      refusals += 1
      // One for each half second: longer than an unanswered ping would be borne.
      if (refusals === 8) enough.resolve()
    })
    await admin.commands.sendCommand(['ACL', 'SETUSER', 'default', '-ping'])
    await enough.promise
    expect(log.events).toEqual(['redis_ready'])
    expect(await link.commands.exists('nothing')).toBe(0)
  })

  test('after the process itself was paused', async () => {
    const log = createLog()
    const link = await openLink(inject('redisUrl'), log)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3500)
    for (let pings = 0; pings < 2; pings += 1) await once(link.subscriptions, 'ping-interval')
    expect(await link.commands.ping()).toBe('PONG')
    expect(log.events).toEqual(['redis_ready'])
  })
})
