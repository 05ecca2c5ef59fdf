import { randomUUID } from 'node:crypto'
import type { Store } from '@socketlink/store'
import { percentile } from '../statistics.ts'

export interface Figures {
  /** Acknowledged as kept, a second. */
  perSecond: number
  /** From the send to its acknowledgement. */
  p50Ms: number
  p99Ms: number
}

const text = 'What a message of a chat is like: a sentence or two, and no more than that. '.repeat(2)

/** Rooms over which the messages are spread, as those of a real cluster are. */
const rooms = 16

/** Sends for so many seconds with so many messages under way at once. Rejects when one is not kept. */
export const measureSends = async (store: Store, senders: number, seconds: number): Promise<Figures> => {
  const times: number[] = []
  const begun = performance.now()
  const end = begun + seconds * 1000
  const send = async (number: number): Promise<void> => {
    const sender = { userId: randomUUID(), username: `sender-${number}`, role: 'user' } as const
    for (let before = begun; before < end; ) {
      const draft = { roomName: `room-${number % rooms}`, text, sender, clientMessageId: randomUUID() }
      const { kept } = await store.messages.send(draft)
      const now = performance.now()
      if (!kept) throw new Error('a message was not on its replicas in time')
      times.push(now - before)
      before = now
    }
  }
  await Promise.all(Array.from({ length: senders }, (_, number) => send(number)))
  return {
    perSecond: times.length / ((performance.now() - begun) / 1000),
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
  }
}
