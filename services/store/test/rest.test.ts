import { randomUUID } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { Rest } from '../src/messages/rest.ts'
import { sendMessage } from '../src/messages/send-message.ts'
import { openStoreContext } from './support/store-context.ts'

const alice = { userId: randomUUID(), username: 'alice', role: 'user' } as const

test('what comes seldom passes at once; what comes during a rest passes at its end, together and in order', async () => {
  vi.useFakeTimers()
  try {
    const rest = new Rest(10)
    const passed: number[] = []
    const come = (n: number) => void rest.over().then(() => passed.push(n))
    const after = async (ms: number) => await vi.advanceTimersByTimeAsync(ms)
    come(1)
    await after(0)
    expect(passed).toEqual([1])
    await after(4)
    come(2)
    await after(5)
    come(3)
    await after(0)
    expect(passed).toEqual([1])
    await after(1)
    expect(passed).toEqual([1, 2, 3])
    // That began the next rest.
    come(4)
    await after(9)
    expect(passed).toEqual([1, 2, 3])
    await after(1)
    expect(passed).toEqual([1, 2, 3, 4])
    await after(10)
    come(5)
    await after(0)
    expect(passed).toEqual([1, 2, 3, 4, 5])
  } finally {
    vi.useRealTimers()
  }
})

/** How often Redis has to read for 20 sends, each of which comes when the one before could be read. */
const readsFor20Sends = async (restMs: number): Promise<number> => {
  const context = await openStoreContext({ restMs, ownRedis: true, limits: { messageBurst: 100 } })
  const { commands, subscriptions } = context.link
  const readSoFar = async () => Number(/total_reads_processed:(\d+)/.exec(await commands.info('stats'))?.[1])
  const before = await readSoFar()
  const sends: Promise<{ message: { seq: number } }>[] = []
  for (let n = 0; n < 20; n++) {
    sends.push(
      sendMessage(context, { roomName: 'lobby', text: `${n}`, sender: alice, clientMessageId: undefined }),
    )
    await subscriptions.ping()
  }
  const seqs = (await Promise.all(sends)).map(({ message }) => message.seq)
  expect(seqs).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
  return (await readSoFar()) - before - 20
}

test('a busy node writes its sends to Redis together', async () => {
  expect(await readsFor20Sends(0)).toBeGreaterThanOrEqual(20)
  expect(await readsFor20Sends(250)).toBeLessThan(10)
})
