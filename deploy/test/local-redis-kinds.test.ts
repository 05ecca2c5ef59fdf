import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { freePort } from '../local/free-port.ts'
import { descendantsOf, launch, stillRunning } from './local-launcher.ts'
import { somebody, speak } from './local-people.ts'

const ready = /SocketLink is ready at/

test.each([
  ['sentinel', 3, 3],
  ['cluster', 6, 0],
])(
  'npm start with REDIS=%s runs %i servers and %i Sentinels, ends them all and keeps the data',
  async (kind, servers, sentinels) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'socketlink-test-'))
    const port = await freePort()
    const start = () => launch(['--port', `${port}`, '--nodes', '1', '--data', dataDir], { REDIS: kind })
    const first = start()
    onTestFinished(async () => {
      first.process.kill('SIGTERM')
      await first.exited
      await rm(dataDir, { recursive: true })
    })
    await first.until(ready)
    const processes = descendantsOf(first.process.pid ?? 0)
    const count = (pattern: RegExp) => processes.filter(({ command }) => pattern.test(command)).length
    expect(count(/redis-server .*(?<!\[sentinel\])$/)).toBe(servers)
    expect(count(/redis-server .*\[sentinel\]$/)).toBe(sentinels)
    const person = await somebody(`http://localhost:${port}`)
    const client = await person.connect()
    await speak(client, 'lobby')
    client.close()
    first.process.kill('SIGINT')
    expect(await first.exited).toEqual({ code: 0, signal: null })
    expect(stillRunning(processes)).toEqual([])

    const second = start()
    onTestFinished(async () => {
      second.process.kill('SIGTERM')
      await second.exited
    })
    await second.until(ready)
    expect((await person.api('/api/rooms/lobby/messages')).body).toMatchObject({
      messages: [{ text: 'still here' }],
    })
  },
)
