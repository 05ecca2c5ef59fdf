import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { Rest } from '../src/messages/rest.ts'
import { sendMessage } from '../src/messages/send-message.ts'
import { openStoreContext, type TestContext } from './support/store-context.ts'

const alice = { userId: randomUUID(), username: 'alice', role: 'user' } as const

/** Somebody comes at each of these moments, in ms; tells when each passed, in the order of passing. */
const follow = async (longestMs: number, moments: number[]): Promise<[came: number, passed: number][]> => {
  vi.useFakeTimers({ now: 0 })
  try {
    const rest = new Rest(longestMs)
    const passed: [number, number][] = []
    for (const moment of moments) {
      await vi.advanceTimersByTimeAsync(moment - Date.now())
      void rest.over().then(() => passed.push([moment, Date.now()]))
    }
    await vi.runAllTimersAsync()
    return passed
  } finally {
    vi.useRealTimers()
  }
}

test('who comes seldom passes at once', async () => {
  expect(await follow(20, [0, 5, 10, 40])).toEqual([
    [0, 0],
    [5, 5],
    [10, 10],
    [40, 40],
  ])
})

test('who come while it rests pass together at its end, in order, and then it rests longer', async () => {
  expect(await follow(20, [0, 1, 2, 6, 7, 14, 16])).toEqual([
    [0, 0],
    ...[1, 2].map(moment => [moment, 5]),
    ...[6, 7, 14].map(moment => [moment, 15]),
    [16, 30],
  ])
})

test('nobody waits longer than the longest rest', async () => {
  const crowd = Array.from({ length: 10 }, () => 1)
  expect(await follow(20, [0, ...crowd, 6, 50])).toEqual([
    [0, 0],
    ...crowd.map(moment => [moment, 5]),
    [6, 25],
    [50, 50],
  ])
  expect(await follow(0, [0, ...crowd])).toEqual([[0, 0], ...crowd.map(moment => [moment, moment])])
})

/** How often Redis has to read for 20 sends, between which something is waited for. */
const readsFor20Sends = async (restMs: number, between: (context: TestContext) => Promise<unknown>) => {
  const context = await openStoreContext({ restMs, ownRedis: true, limits: { messageBurst: 100 } })
  const readSoFar = async () =>
    Number(/total_reads_processed:(\d+)/.exec(await context.link.commands.info('stats'))?.[1])
  const before = await readSoFar()
  const sends: ReturnType<typeof sendMessage>[] = []
  for (let n = 0; n < 20; n++) {
    const message = { roomName: 'lobby', text: `${n}`, sender: alice, clientMessageId: undefined }
    sends.push(sendMessage(context, message))
    await between(context)
  }
  const seqs = (await Promise.all(sends)).map(({ message }) => message.seq)
  expect(seqs).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
  return (await readSoFar()) - before
}

test('a busy node writes its sends to Redis together', async () => {
  const readOne = ({ link }: TestContext) => link.subscriptions.ping()
  expect(await readsFor20Sends(0, readOne)).toBeGreaterThanOrEqual(40)
  expect(await readsFor20Sends(20, () => setImmediate())).toBeLessThan(15)
})
