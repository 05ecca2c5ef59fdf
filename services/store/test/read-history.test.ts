import { describe, expect, test } from 'vitest'
import { readHistory } from '../src/messages/read-history.ts'
import { sendMessage } from '../src/messages/send-message.ts'
import { createRoom } from '../src/rooms/create-room.ts'
import { openStoreContext } from './support/store-context.ts'

/** A room that got 30 messages and keeps the last 20: seq 11 to 30. */
const openRoom = async () => {
  const context = await openStoreContext({
    history: { length: 20 },
    limits: { messageBurst: 100, messagesPerSecond: 100 },
  })
  const sender = { userId: 'u', username: 'alice', role: 'user' } as const
  for (let i = 1; i <= 30; i++) {
    await sendMessage(context, { roomName: 'lobby', text: `${i}`, sender, clientMessageId: undefined })
  }
  return context
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)

describe('readHistory', () => {
  const cases = [
    { ask: { limit: 5 }, want: range(26, 30), hasMore: true },
    { ask: { limit: 20 }, want: range(11, 30), hasMore: false },
    { ask: { limit: 100 }, want: range(11, 30), hasMore: false },
    { ask: { before: 26, limit: 5 }, want: range(21, 25), hasMore: true },
    { ask: { before: 16, limit: 5 }, want: range(11, 15), hasMore: false },
    { ask: { before: 11, limit: 5 }, want: [], hasMore: false },
    { ask: { before: 999, limit: 5 }, want: range(26, 30), hasMore: true },
    { ask: { after: 0, limit: 5 }, want: range(11, 15), hasMore: true },
    { ask: { after: 25, limit: 5 }, want: range(26, 30), hasMore: false },
    { ask: { after: 30, limit: 5 }, want: [], hasMore: false },
    { ask: { after: 999, limit: 5 }, want: [], hasMore: false },
    { ask: { after: 12, before: 16, limit: 5 }, want: range(13, 15), hasMore: false },
    { ask: { after: 12, before: 26, limit: 5 }, want: range(13, 17), hasMore: true },
  ]
  test('pages by seq, oldest first', async () => {
    const context = await openRoom()
    for (const { ask, want, hasMore } of cases) {
      const page = await readHistory(context, 'lobby', ask)
      expect({ ask, seqs: page.messages.map(({ seq }) => seq), hasMore: page.hasMore }).toEqual({
        ask,
        seqs: want,
        hasMore,
      })
      expect(page.seq).toBe(30)
    }
  })

  test('a room that was made is there, with nothing in it; one that was not is not', async () => {
    const context = await openStoreContext()
    await createRoom(context, 'empty')
    expect(await readHistory(context, 'empty', { limit: 5 })).toEqual({
      messages: [],
      epoch: expect.stringMatching(/./),
      seq: 0,
      hasMore: false,
    })
    await expect(readHistory(context, 'nowhere', { limit: 5 })).rejects.toMatchObject({
      code: 'room_not_found',
    })
  })
})
