import { fork } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { percentile } from '../../../../../loadtest/statistics.ts'
import { useTarget } from '../../support/target.ts'

/** Many times what the cluster hashes. */
const requestsPerSecond = 250

describe('a flood of logins', () => {
  // A cluster of its own: the flood would be on every other test, too. Sends wait for nothing but what is measured.
  const settings = { SOCKETLINK_HASH_SHARE: '0.25', SOCKETLINK_SEND_REST_MS: '0' }
  const target = useTarget({ alone: true, settings })

  it('leaves the latency of sends where it was, and is refused in part', async () => {
    const [alice, bob] = await target.conversation('alice', 'bob')
    await alice.join('flooded')
    await bob.join('flooded')
    const measure = async (): Promise<number[]> => {
      const taken: number[] = []
      for (let n = 0; n < 1000; n++) {
        const start = performance.now()
        await alice.say(`message ${n}`)
        taken.push(performance.now() - start)
      }
      return taken
    }
    /** What sends take in a flood, from its 250th answer of that status on: the burst that hashing may take is over. */
    const measureInFlood = async (password: string, awaited: number) => {
      const script = new URL('../../support/login-flood.ts', import.meta.url)
      const flood = fork(script, [target.url, alice.username, password, String(requestsPerSecond)])
      const statuses: number[] = []
      let count = 0
      const reached = Promise.withResolvers<void>()
      flood.on('message', (status: number) => {
        statuses.push(status)
        if (status === awaited && ++count === 250) reached.resolve()
      })
      await reached.promise
      const taken = await measure()
      const gone = once(flood, 'exit')
      flood.disconnect()
      await gone
      return { taken, statuses }
    }

    await measure()
    // Side by side, so that whatever else the machine does falls on all three. The requests of a flood, and whoever makes
    // them, take their part of a small machine whatever they ask for: a flood that hashes nothing tells that part.
    const calm: number[] = []
    const control: number[] = []
    const flooded: number[] = []
    const statuses: number[] = []
    for (let round = 0; round < 5; round++) {
      calm.push(...(await measure()))
      control.push(...(await measureInFlood('', 400)).taken)
      const flood = await measureInFlood('not the password', 503)
      flooded.push(...flood.taken)
      statuses.push(...flood.statuses)
    }
    const ratio = (part: number, to: number[]) =>
      Number((percentile(flooded, part) / percentile(to, part)).toFixed(2))
    process.stderr.write(
      `login flood: latency of sends, p50 and p99, ÷ with a flood that hashes nothing: ${ratio(0.5, control)}, ` +
        `${ratio(0.99, control)}; ÷ without a flood: ${ratio(0.5, calm)}, ${ratio(0.99, calm)}; ` +
        `${statuses.filter(status => status === 503).length} of ${statuses.length} logins refused\n`,
    )
    expect(new Set(statuses)).toEqual(new Set([401, 503]))
    expect(ratio(0.5, control)).toBeLessThan(2)
    expect(ratio(0.5, calm)).toBeLessThan(4)
  }, 90_000)
})
