import { randomUUID } from 'node:crypto'
import { limits } from '@socketlink/contract'
import { describe, expect, test } from 'vitest'
import { readHistory } from '../src/messages/read-history.ts'
import { sendMessage } from '../src/messages/send-message.ts'
import { listenTo, openStoreContext } from './support/store-context.ts'

const alice = { userId: randomUUID(), username: 'alice', role: 'user' } as const
const bob = { userId: randomUUID(), username: 'bob', role: 'user' } as const
const generous = { limits: { messageBurst: 10_000, messagesPerSecond: 10_000 } }

const say = (text: string, clientMessageId?: string) => ({
  roomName: 'lobby',
  text,
  sender: alice,
  clientMessageId,
})

describe('sendMessage', () => {
  test('counts, keeps and broadcasts, all in one command', async () => {
    const context = await openStoreContext({ ...generous, ownRedis: true })
    const room = await listenTo(context, 'lobby')
    const before = await commandCount(context)
    const sent = await Promise.all(Array.from({ length: 50 }, (_, i) => sendMessage(context, say(`n${i}`))))
    const after = await commandCount(context)
    expect(after.evalsha - before.evalsha).toBe(50)
    expect(after.total - before.total).toBeLessThanOrEqual(50 + 50 * scriptCommands + 10)
    await room.upTo(50)
    expect(sent.map(({ message }) => message.seq)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
    expect(room.heard.map(({ data }) => data)).toEqual(sent.map(({ message }) => message))
    const page = await readHistory(context, 'lobby', { limit: 100 })
    expect(page.messages).toEqual(sent.map(({ message }) => message))
  })

  test('the text comes back as it was sent, whatever is in it', async () => {
    const context = await openStoreContext(generous)
    const room = await listenTo(context, 'lobby')
    const texts = [
      '"}],{"',
      '\\u0000\\n',
      '\u2028\u2029',
      'emoji 👩‍👩‍👧 \ud83d',
      "redis.call('FLUSHALL')",
      '%s %d %%',
      '',
    ]
    for (const text of texts) await sendMessage(context, say(text))
    await room.upTo(texts.length)
    const kept = (await readHistory(context, 'lobby', { limit: 100 })).messages
    expect(kept.map(({ text }) => text)).toEqual(texts)
    expect(room.heard.map(({ data }) => data)).toEqual(kept)
  })

  test('the same clientMessageId of the same sender is one message', async () => {
    const context = await openStoreContext(generous)
    const room = await listenTo(context, 'lobby')
    const first = await sendMessage(context, say('once', 'id-1'))
    const again = await Promise.all(
      Array.from({ length: 20 }, () => sendMessage(context, say('once', 'id-1'))),
    )
    for (const { message, duplicate } of again) {
      expect(duplicate).toBe(true)
      expect(message).toEqual(first.message)
    }
    const other = await sendMessage(context, { ...say('mine', 'id-1'), sender: bob })
    const elsewhere = await sendMessage(context, { ...say('there', 'id-1'), roomName: 'attic' })
    expect([other.duplicate, other.message.seq]).toEqual([false, 2])
    expect([elsewhere.duplicate, elsewhere.message.seq]).toEqual([false, 1])
    await room.barrier()
    expect(room.heard).toHaveLength(2)
  })

  test('a duplicate is known for at least a day', async () => {
    const context = await openStoreContext(generous)
    await sendMessage(context, say('once', 'id-1'))
    const { duplicates } = context.keys.room('lobby')
    const tables = await context.link.commands.keys(`${duplicates.replaceAll(/[[\]*?]/g, '\\$&')}:*`)
    expect(tables).toHaveLength(1)
    expect(await context.link.commands.ttl(tables[0] ?? '')).toBeGreaterThan(86_400)
  })

  test('one sender in excess is told to wait, and a repeat costs nothing', async () => {
    const context = await openStoreContext({ limits: { messageBurst: 3, messagesPerSecond: 1 } })
    for (const id of ['a', 'b', 'c']) await sendMessage(context, say('x', id))
    const refused = sendMessage(context, say('x', 'd'))
    await expect(refused).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) })
    const { retryAfterMs } = await refused.catch(error => error)
    expect(retryAfterMs).toBeGreaterThan(0)
    expect(retryAfterMs).toBeLessThanOrEqual(1000)
    expect((await sendMessage(context, say('x', 'a'))).duplicate).toBe(true)
    expect((await sendMessage(context, { ...say('x'), sender: bob })).duplicate).toBe(false)
  })

  test('history keeps so many, and expires before the counter does', async () => {
    const context = await openStoreContext({ ...generous, history: { length: 10, ttlSeconds: 100 } })
    for (let i = 0; i < 25; i++) await sendMessage(context, say(`n${i}`))
    const { messages, seq } = await readHistory(context, 'lobby', { limit: limits.historyPageMax })
    expect(seq).toBe(25)
    expect(messages.map(message => message.seq)).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25])
    const room = context.keys.room('lobby')
    const [history, head] = await Promise.all(
      [room.history, room.head].map(key => context.link.commands.ttl(key)),
    )
    expect(history).toBeGreaterThan(90)
    expect(head).toBeGreaterThan(history ?? 0)
  })

  test('a lost counter begins a new epoch without the old history', async () => {
    const context = await openStoreContext(generous)
    const before = await sendMessage(context, say('old'))
    await context.link.commands.del(context.keys.room('lobby').head)
    const after = await sendMessage(context, say('new'))
    expect(after.message.seq).toBe(1)
    expect(after.message.epoch).not.toBe(before.message.epoch)
    const page = await readHistory(context, 'lobby', { limit: 10 })
    expect(page.messages).toEqual([after.message])
  })

  test('a seq that the node has delivered and Redis has lost is not given again: the room has a new epoch', async () => {
    const context = await openStoreContext(generous)
    const head = (await sendMessage(context, say('kept'))).message
    const lost = (await sendMessage(context, say('lost'))).message
    expect([lost.epoch, lost.seq]).toEqual([head.epoch, 2])
    await context.link.commands.hSet(context.keys.room('lobby').head, 'seq', '1')
    const next = (await sendMessage(context, { ...say('next'), head: lost })).message
    expect(next.epoch).not.toBe(head.epoch)
    // Whoever has delivered less finds the new epoch there, and keeps it.
    const after = (await sendMessage(context, { ...say('after'), head })).message
    expect([after.epoch, after.seq]).toEqual([next.epoch, next.seq + 1])
  })

  test('a refused write leaves nothing behind and shows nobody a message', async () => {
    const context = await openStoreContext({ ...generous, ownRedis: true })
    const room = await listenTo(context, 'lobby')
    const { commands } = context.link
    await sendMessage(context, say('before'))
    // No replica ever acknowledges, so Redis refuses writes with NOREPLICAS, as it does with a full disk.
    await commands.configSet('min-replicas-to-write', '1')
    try {
      await expect(sendMessage(context, say('refused', 'id-9'))).rejects.toMatchObject({
        code: 'unavailable',
      })
    } finally {
      await commands.configSet('min-replicas-to-write', '0')
    }
    const next = await sendMessage(context, say('after', 'id-9'))
    expect([next.duplicate, next.message.seq]).toEqual([false, 2])
    await room.upTo(2)
    expect(room.heard).toHaveLength(2)
  })
})

const scriptCommands = 13

const commandCount = async ({ link }: Awaited<ReturnType<typeof openStoreContext>>) => {
  const info = await link.commands.info('commandstats')
  const calls = [...info.matchAll(/cmdstat_([^:]+):calls=(\d+)/g)].map(
    ([, name, count]) => [name, Number(count)] as const,
  )
  return { evalsha: Object.fromEntries(calls).evalsha ?? 0, total: calls.reduce((sum, [, n]) => sum + n, 0) }
}
