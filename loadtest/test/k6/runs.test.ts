import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Stats } from '@socketlink/contract'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import type { Cluster } from '../../../deploy/local/cluster.ts'
import { startCluster } from '../../../deploy/local/cluster.ts'
import { eventually } from '../../../services/chat/test/support/eventually.ts'
import type { Summary } from '../../k6/report/judge.ts'
import { startDroppingProxy } from '../support/dropping-proxy.ts'
import { startLoadtest } from '../support/run-loadtest.ts'

// The machine has other things to do: what is 0 stays 0, and only the limits on time are wider.
const patience = ['--patience', '50']

const { path, missing } = inject('k6')
if (missing !== undefined) process.stderr.write(`${missing} The tests that run it are left out.\n`)

const readStats = async (url: string): Promise<Stats> =>
  (await (await fetch(`${url}/api/stats`)).json()) as Stats

const values = ({ metrics }: Summary, name: string): Record<string, number> => metrics[name]?.values ?? {}

describe.skipIf(missing !== undefined)('npm run loadtest', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'socketlink-loadtest-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('smoke: passes against a cluster that it starts and ends', async () => {
    const { code, output, summary, page } = await startLoadtest(['smoke', ...patience], folder, path).finished
    expect(output).toContain('passed: all')
    expect(code).toBe(0)
    // Each of 20 messages to the 4 members of its room, and everyone was cut off once.
    expect(values(summary, 'e2e_ms').count).toBe(80)
    expect(values(summary, 'reconnects').count).toBe(8)
    expect(page).toContain('Passed: every limit held')
  })

  it('fanout, small: every message reaches everyone in the room', async () => {
    const args = ['fanout', '--profile', 'small', ...patience]
    const { code, output, summary } = await startLoadtest(args, folder, path).finished
    expect(output).toContain('passed: all')
    expect(code).toBe(0)
    expect(values(summary, 'e2e_ms').count).toBe(120 * 10 * 15)
    expect(values(summary, 'checked').count).toBe(120)
  })

  it('ends all it has started when it is asked to, and still reports', async () => {
    const run = startLoadtest(['steady', '--seconds', '600', '--sockets', '10', ...patience], folder, path)
    await run.printed('10 connections, ')
    const url = /at (http:\S+) on this machine/.exec(run.output)?.[1] ?? ''
    await eventually(async () => expect((await readStats(url)).connections).toBe(10), 60_000)
    run.kill('SIGINT')
    const { code, output, page } = await run.finished
    expect(output).toContain('Ending:')
    expect(code).toBe(130)
    expect(page).toContain('steady, small')
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  })
})

describe.skipIf(missing !== undefined)('npm run loadtest against a cluster that runs', () => {
  let folder: string
  let cluster: Cluster
  beforeAll(async () => {
    const env = {
      SOCKETLINK_UNLIMITED_ADDRESSES: '127.0.0.1',
      SOCKETLINK_UNLIMITED_USERS: 'load-*',
      SOCKETLINK_LOG_LEVEL: 'error',
    }
    cluster = await startCluster({ nodes: 2, port: 0, env })
    folder = await mkdtemp(join(tmpdir(), 'socketlink-loadtest-'))
  })
  afterAll(async () => {
    await cluster?.stop()
    await rm(folder, { recursive: true })
  })

  const tiny = ['--sockets', '4', '--rooms', '1', '--users', '2', '--messages-per-second', '10']

  it('fails when a single delivery is lost on its way', async () => {
    let seen = 0
    const proxy = await startDroppingProxy(cluster.url, frame => {
      return frame.includes('42["new_message"') && ++seen === 10
    })
    const args = ['steady', '--url', proxy.url, ...tiny, '--seconds', '3', ...patience]
    const { code, output } = await startLoadtest(args, folder, path).finished
    proxy.close()
    expect(output).toContain('lost is 1, must be 0: no message is missing')
    expect(output).toContain('failed: 1 of')
    expect(code).toBe(1)
  })

  // In a container it cannot be stopped from here.
  it.skipIf(path === '')(
    'fails, and blames the generator, when the generator itself stood still',
    async () => {
      const pidFile = join(folder, 'k6.pid')
      const slow = await mkdtemp(join(folder, 'path-'))
      const script = `#!/bin/sh\necho $$ >'${pidFile}'\nexec '${path}/k6' "$@"\n`
      await writeFile(join(slow, 'k6'), script)
      await chmod(join(slow, 'k6'), 0o755)
      const messages = async (): Promise<number> => (await readStats(cluster.url)).messages.total
      const before = await messages()
      const run = startLoadtest(['steady', '--url', cluster.url, ...tiny, '--seconds', '5'], folder, slow)
      await eventually(async () => expect(await messages()).toBeGreaterThan(before + 5), 60_000)
      const pid = Number(await readFile(pidFile, 'utf8'))
      process.kill(pid, 'SIGSTOP')
      // The fault itself: a generator that does nothing for so long.
      await delay(1500)
      process.kill(pid, 'SIGCONT')
      const { code, output } = await run.finished
      expect(output).toContain('send_lag_ms p(99) is')
      expect(output).toContain('The generator itself was too slow')
      expect(output).toContain('lost 0 · duplicated 0 · out_of_order 0')
      expect(code).toBe(1)
    },
  )

  it('says what to do where the limits were not lifted', async () => {
    const strict = await startCluster({ nodes: 1, port: 0, env: { SOCKETLINK_REGISTRATIONS_PER_HOUR: '1' } })
    const args = ['steady', '--url', strict.url, ...tiny]
    const { code, output } = await startLoadtest(args, folder, path).finished.finally(() => strict.stop())
    expect(output).toContain(
      'loadtest: The cluster limits registrations from this address (rate_limited): set SOCKETLINK_UNLIMITED_ADDRESSES',
    )
    expect(code).toBe(1)
  })
})
