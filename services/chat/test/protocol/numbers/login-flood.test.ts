import { fork } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { useTarget } from '../../support/target.ts'

/** Many times what the cluster can hash: each hash takes a core for some 30 ms. */
const loginsPerSecond = 250

const quantile = (numbers: number[], part: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * part)] ?? 0

describe('a flood of logins', () => {
  // A cluster of its own: the flood would be on every other test, too.
  const target = useTarget({ alone: true })

  it('leaves the latency of sends about where it was, and is refused in part', async () => {
    const [alice, bob] = await target.conversation('alice', 'bob')
    await alice.join('flooded')
    await bob.join('flooded')
    const measure = async (sends: number): Promise<number[]> => {
      const taken: number[] = []
      for (let n = 0; n < sends; n++) {
        const start = performance.now()
        await alice.say(`message ${n}`)
        taken.push(performance.now() - start)
      }
      return taken
    }
    const statuses: number[] = []
    const withFlood = async (sends: number): Promise<number[]> => {
      const script = new URL('../../support/login-flood.ts', import.meta.url)
      const flood = fork(script, [target.url, alice.username, String(loginsPerSecond)])
      const full = Promise.withResolvers<void>()
      flood.on('message', (status: number) => {
        statuses.push(status)
        if (status === 503) full.resolve()
      })
      await full.promise
      const taken = await measure(sends)
      const gone = once(flood, 'exit')
      flood.disconnect()
      await gone
      return taken
    }

    await measure(500)
    // Side by side, so that whatever else the machine does falls on both.
    const calm: number[] = []
    const flooded: number[] = []
    for (let round = 0; round < 3; round++) {
      calm.push(...(await measure(500)))
      flooded.push(...(await withFlood(500)))
    }
    const ratio = (part: number) => Number((quantile(flooded, part) / quantile(calm, part)).toFixed(2))
    process.stderr.write(
      `login flood: latency of sends ÷ before: p50 ${ratio(0.5)}, p99 ${ratio(0.99)}; ` +
        `${statuses.filter(status => status === 503).length} of ${statuses.length} logins refused\n`,
    )
    expect(new Set(statuses)).toEqual(new Set([401, 503]))
    expect(ratio(0.5)).toBeLessThan(4)
  }, 90_000)
})
