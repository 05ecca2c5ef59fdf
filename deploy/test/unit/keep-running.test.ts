import { expect, test } from 'vitest'
import { keepRunning } from '../../local/keep-running.ts'
import type { Exit } from '../../local/program.ts'

const crash: Exit = { code: 1, signal: null }
const never = new Promise<Exit>(() => {})

const run = async (options: { ends: number; wanted?: boolean; fails?: number }) => {
  const said: string[] = []
  const ending = new AbortController()
  let starts = 0
  await keepRunning({
    exited: Promise.resolve(crash),
    startAgain: async () => {
      starts++
      if (starts <= (options.fails ?? 0)) throw new Error('it does not start')
      if (starts < options.ends) return { exited: Promise.resolve(crash) }
      ending.abort()
      return { exited: Promise.resolve(crash) }
    },
    wanted: () => options.wanted ?? true,
    say: line => said.push(line),
    ending: ending.signal,
    backOffMs: 1,
  })
  return { starts, said }
}

test('what ends by itself starts again, each time after twice the wait', async () => {
  const { starts, said } = await run({ ends: 3 })
  expect(starts).toBe(3)
  expect(said).toEqual([
    'ended with code 1; it starts again in 0.001 s',
    'ended with code 1; it starts again in 0.002 s',
    'ended with code 1; it starts again in 0.004 s',
  ])
})

test('what was ended on purpose stays down', async () => {
  expect(await run({ ends: 3, wanted: false })).toEqual({ starts: 0, said: [] })
})

test('it is given up after five ends in a row, and that is said', async () => {
  const { starts, said } = await run({ ends: 100 })
  expect(starts).toBe(5)
  expect(said.at(-1)).toMatch(/^ended 5 times in a row and stays down/)
})

test('a start that fails counts, and its reason is said', async () => {
  const { starts, said } = await run({ ends: 3, fails: 1 })
  expect(starts).toBe(3)
  expect(said[1]).toBe('it does not start')
})

test('the end of the cluster cuts the wait short', async () => {
  const ending = new AbortController()
  const kept = keepRunning({
    exited: Promise.resolve({ code: null, signal: 'SIGKILL' }),
    startAgain: async () => ({ exited: never }),
    wanted: () => true,
    say: line => {
      expect(line).toBe('ended by SIGKILL; it starts again in 3600 s')
      ending.abort()
    },
    ending: ending.signal,
    backOffMs: 3_600_000,
  })
  await expect(kept).resolves.toBeUndefined()
})
