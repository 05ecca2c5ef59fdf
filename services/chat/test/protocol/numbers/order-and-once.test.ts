import type { HistoryPage, Message } from '@socketlink/contract'
import { describe, expect, it } from 'vitest'
import { uniqueName } from '../../support/person.ts'
import { useTarget } from '../../support/target.ts'

describe('order and once: 3 nodes, 6 concurrent senders, 3,000 messages, 6 readers on all nodes', () => {
  const target = useTarget()
  const total = 3000

  it('lost, doubled, out of order: 0', async () => {
    const senders = await target.spread(await target.people(6, 'sender'))
    const readers = await target.spread(await target.people(6, 'reader'))
    expect(new Set(senders.map(client => client.node)).size).toBe(target.nodes.length)
    expect(new Set(readers.map(client => client.node)).size).toBe(target.nodes.length)
    const roomName = uniqueName('numbers')
    await Promise.all([...senders, ...readers].map(client => client.join(roomName)))

    // Each sender keeps five on their way, and sends every fiftieth again over another node.
    let sent = 0
    const acked = new Map<number, string>()
    const send = async (sender: number): Promise<void> => {
      const client = senders[sender]
      while (client && sent < total) {
        const n = sent++
        const ack = await client.say(`${sender} ${n}`, `m-${n}`)
        if (ack.duplicate) throw new Error(`message ${n} was called a duplicate`)
        acked.set(ack.seq, ack.messageId)
        if (n % 50 === 0)
          expect(await client.say(`${sender} ${n}`, `m-${n}`)).toEqual({ ...ack, duplicate: true })
      }
    }
    await Promise.all(senders.flatMap((_, sender) => Array.from({ length: 5 }, () => send(sender))))
    expect([...acked.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, n) => n + 1))

    for (const client of [...senders, ...readers]) {
      await client.next('new_message', message => message.seq === total)
      expect(count(client.events('new_message') as Message[], acked)).toEqual({
        lost: 0,
        doubled: 0,
        outOfOrder: 0,
        unknown: 0,
      })
    }
    const { body } = await (readers[0] as (typeof readers)[0]).person.api<HistoryPage>(
      `/api/rooms/${roomName}/messages?limit=100`,
    )
    expect(body.messages).toEqual(readers[0]?.events('new_message').slice(-100))
  })

  const count = (received: Message[], acked: Map<number, string>) => {
    const ids = new Set(received.map(message => message.messageId))
    return {
      lost: [...acked.values()].filter(id => !ids.has(id)).length,
      doubled: received.length - ids.size,
      outOfOrder: received.filter((message, n) => n > 0 && message.seq <= (received[n - 1] as Message).seq)
        .length,
      unknown: received.filter(message => acked.get(message.seq) !== message.messageId).length,
    }
  }
})
