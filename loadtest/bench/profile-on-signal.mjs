// Loaded into the nodes under test: the first SIGUSR2 begins a CPU profile, the second ends it and writes it to the folder
// that BENCH_PROFILES names.
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { join } from 'node:path'

const session = new Session()
let started = false

process.on('SIGUSR2', async () => {
  if (!started) {
    started = true
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: 500 })
    await session.post('Profiler.start')
    return
  }
  const { profile } = await session.post('Profiler.stop')
  writeFileSync(join(process.env.BENCH_PROFILES, `${process.pid}.cpuprofile`), JSON.stringify(profile))
})
