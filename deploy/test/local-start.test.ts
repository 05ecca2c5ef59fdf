import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../../services/chat/test/support/eventually.ts'
import { freePort } from '../local/free-port.ts'
import type { Launcher } from './local-launcher.ts'
import { descendantsOf, launch, stillRunning } from './local-launcher.ts'
import { connectMany, somebody } from './local-people.ts'

let dataDir: string
let port: number
const launchers: Launcher[] = []
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'socketlink-test-'))
  port = await freePort()
})
afterEach(async () => {
  for (const launcher of launchers.splice(0)) {
    launcher.process.kill('SIGTERM')
    await launcher.exited
  }
  await rm(dataDir, { recursive: true, force: true })
})

const start = (nodes = 1, env: Record<string, string> = {}): Launcher => {
  const launcher = launch(['--port', `${port}`, '--nodes', `${nodes}`, '--data', dataDir], env)
  launchers.push(launcher)
  return launcher
}
const pidOf = ({ process: { pid } }: Launcher): number => pid ?? 0
const ready = /SocketLink is ready at/

/** What the launcher said when it gave up, without the line that it begins with. */
const refusal = async (launcher: Launcher): Promise<string> => {
  expect(await launcher.exited).toEqual({ code: 1, signal: null })
  return launcher.output().replace(/^SocketLink: starting .*\n/, '')
}

describe('npm start', () => {
  test('says where it is, ends all on Ctrl-C and keeps the data', async () => {
    const first = start(2)
    const output = await first.until(ready)
    expect(output).toContain(
      `SocketLink is ready at http://localhost:${port} - 2 nodes - Ctrl-C ends it, data stays in ${dataDir}\n`,
    )
    expect(output).not.toContain('\u001b')
    const person = await somebody(`http://localhost:${port}`)
    const processes = descendantsOf(pidOf(first))
    // Redis, two nodes, the guard, nginx and at least one worker of it.
    expect(processes.length).toBeGreaterThanOrEqual(6)
    first.process.kill('SIGINT')
    // npm passes a Ctrl-C on as well: it is the same press, and the end stays an orderly one.
    first.process.kill('SIGINT')
    expect(await first.exited).toEqual({ code: 0, signal: null })
    expect(first.output()).toMatch(/node-2 {3}stopped[\s\S]*Ended\. Data stays in/)
    expect(stillRunning(processes)).toEqual([])

    const second = start(1)
    await second.until(ready)
    // The account and the secret of the token are those of the first run.
    expect((await person.api('/api/auth/me')).status).toBe(200)
  })

  test('starts a node, Redis and nginx again when they die, and says so', async () => {
    const launcher = start(1)
    await launcher.until(ready)
    for (const [name, program] of [
      ['node-1', /chat\/src\/main/],
      ['redis', /redis-server/],
      ['nginx', /nginx: master/],
    ] as const) {
      const victim = descendantsOf(pidOf(launcher)).find(({ command }) => program.test(command))
      process.kill(victim?.pid ?? 0, 'SIGKILL')
      await launcher.until(new RegExp(`cluster {2}${name} ended by SIGKILL; it starts again in 0.5 s`))
      await eventually(async () => {
        expect((await fetch(`http://localhost:${port}/api/stats`)).status).toBe(200)
        expect(stillRunning(victim ? [victim] : [])).toEqual([])
        const successor = descendantsOf(pidOf(launcher)).find(({ command }) => program.test(command))
        expect(successor?.pid).toBeGreaterThan(0)
      }, 20_000)
    }
  })

  test('Ctrl-C while it starts leaves nothing running', async () => {
    const launcher = start(2)
    await launcher.until(/redis {4}ready/)
    const processes = descendantsOf(pidOf(launcher))
    launcher.process.kill('SIGINT')
    expect(await launcher.exited).toEqual({ code: 0, signal: null })
    expect(stillRunning(processes)).toEqual([])
  })

  test('ends with its terminal', async () => {
    const launcher = start(1)
    await launcher.until(ready)
    const processes = descendantsOf(pidOf(launcher))
    launcher.process.stdout?.destroy()
    launcher.process.stderr?.destroy()
    launcher.process.kill('SIGHUP')
    expect(await launcher.exited).toEqual({ code: 0, signal: null })
    expect(stillRunning(processes)).toEqual([])
  })

  test('the second Ctrl-C ends it at once', async () => {
    const launcher = start(1, { SOCKETLINK_DRAIN_WINDOW_MS: '9000' })
    await launcher.until(ready)
    const person = await somebody(`http://localhost:${port}`)
    // Sent away one by one across nine seconds: nobody has an orderly end in sight.
    const clients = await connectMany(person, 20, { transports: ['websocket'] })
    const processes = descendantsOf(pidOf(launcher))
    launcher.process.kill('SIGINT')
    await launcher.until(/node-1 {3}draining {2}connections=20/)
    const presses = setInterval(() => launcher.process.kill('SIGINT'), 450)
    await launcher.exited.finally(() => clearInterval(presses))
    expect(launcher.output()).not.toContain('node-1   stopped')
    expect(stillRunning(processes)).toEqual([])
    for (const client of clients) client.close()
  })

  test('when the launcher itself is killed, what it started ends, and the next start waits for that', async () => {
    const first = start(1)
    await first.until(ready)
    const processes = descendantsOf(pidOf(first))
    first.process.kill('SIGKILL')
    const second = start(1)
    await second.until(ready)
    expect(stillRunning(processes)).toEqual([])
  })
})

describe('npm start refuses in one sentence', () => {
  test('a data folder that another cluster uses', async () => {
    const owner = start(1)
    await owner.until(ready)
    expect(await refusal(start(1))).toBe(
      `socketlink: The data folder ${dataDir} is in use by the cluster at http://localhost:${port} (process ${pidOf(owner)}): end that one first, or name another folder with --data.\n`,
    )
    expect((await fetch(`http://localhost:${port}/healthz`)).status).toBe(200)
  })

  test('a port that is in use', async () => {
    const server = createServer().listen(port, '127.0.0.1')
    await once(server, 'listening')
    expect(await refusal(start(1))).toBe(
      `socketlink: Port ${port} is in use: end the program that listens there, or choose another port, for example PORT=${port + 1} npm start.\n`,
    )
    server.close()
  })

  test('data of Redis that is damaged', async () => {
    const first = start(1)
    await first.until(ready)
    await somebody(`http://localhost:${port}`)
    first.process.kill('SIGINT')
    await first.exited
    const folder = join(dataDir, 'redis/appendonlydir')
    const name = (await readdir(folder)).find(file => file.endsWith('.incr.aof')) ?? ''
    const bytes = await readFile(join(folder, name))
    await writeFile(join(folder, name), bytes.fill('x', bytes.length / 2, bytes.length / 2 + 40))
    const words = await refusal(start(1))
    expect(words).toMatch(
      /^socketlink: Redis cannot read its data in .* \(Bad file format .*\): repair it with `redis-check-aof --fix .*`, or move the folder away to begin empty\.\n$/,
    )
  })

  test('a setting that the nodes do not know', async () => {
    const words = await refusal(start(3, { SOCKETLINK_HISTROY: '1' }))
    expect(words).toMatch(
      /\nsocketlink: node-\d does not start: SOCKETLINK_HISTROY: there is no such setting\.\n$/,
    )
    expect(words.match(/HISTROY/g)).toHaveLength(1)
  })
})
