import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSentinel } from 'redis'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startMember } from '../../../../deploy/redis/member.ts'
import { SentinelLink } from '../../src/sentinel.ts'
import { openLink, openProxy, openRedis } from '../support/open-link.ts'
import { silentLog } from '../support/store-context.ts'

/** Counts, and then takes its time, in which the way of the answer is shut. */
const source = "redis.call('INCR', KEYS[1]) for _ = 1, 3e7 do end return 'done'"
const script = { keys: ['runs'], arguments: [] }

/** A master that is reached through a breakable link only, by a Sentinel that knows no other way. */
const openMaster = async () => {
  const redis = await openRedis({ settings: ['--busy-reply-threshold', '10'] })
  const proxy = await openProxy(redis.url)
  const dir = await mkdtemp(join(tmpdir(), 'socketlink-kind-'))
  const configure = (port: number) => [`port ${port}`, `sentinel monitor master 127.0.0.1 ${proxy.port} 1`]
  const sentinel = await startMember({ name: 'sentinel', kind: 'sentinel', configure }, { dir })
  onTestFinished(async () => {
    await sentinel.stop()
    await rm(dir, { recursive: true })
  })
  const { commands } = await openLink(redis.url)
  return {
    sentinel,
    /** Holds the answer back, and cuts the connection when the script has run. */
    cutBeforeItAnswers: async (): Promise<void> => {
      // Redis says to whoever asks meanwhile that a script runs.
      const ask = () => commands.ping().catch(String)
      await expect.poll(ask, { interval: 5 }).toMatch(/BUSY/)
      proxy.blackHole()
      await expect.poll(ask, { interval: 5 }).toBe('PONG')
      proxy.cut()
      proxy.heal()
    },
    countRuns: () => expect.poll(() => commands.get('runs').catch(() => undefined), { timeout: 10_000 }),
  }
}

describe('a script whose connection breaks before it answers', () => {
  test('is run once, and told as unavailable', async () => {
    const { sentinel, cutBeforeItAnswers, countRuns } = await openMaster()
    const options = {
      sentinels: [sentinel.address],
      sentinelAccess: {},
      master: 'master',
      access: {},
      wait: { replicas: 0, timeoutMs: 1 },
    }
    const link = new SentinelLink(options, silentLog)
    await link.start()
    onTestFinished(() => link.close())
    const outcome = expect(link.run('runs', redis => redis.eval(source, script))).rejects.toMatchObject({
      code: 'unavailable',
      name: 'UnreachableError',
    })
    await cutBeforeItAnswers()
    await outcome
    await countRuns().toBe('1')
    await expect.poll(() => link.ready).toBe(true)
    expect(await link.run('runs', redis => redis.incr('runs'))).toBe(2)
  })

  test("is run twice by the library's own client for Sentinels, so that the test above can fail", async () => {
    const { sentinel, cutBeforeItAnswers, countRuns } = await openMaster()
    const client = createSentinel({
      name: 'master',
      sentinelRootNodes: [{ host: '127.0.0.1', port: sentinel.port }],
      nodeClientOptions: { disableOfflineQueue: true },
    })
    client.on('error', () => {})
    await client.connect()
    onTestFinished(() => client.destroy())
    const outcome = client.eval(source, script)
    await cutBeforeItAnswers()
    expect(await outcome).toBe('done')
    await countRuns().toBe('2')
  })
})
