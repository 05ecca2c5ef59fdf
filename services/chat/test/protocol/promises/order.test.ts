import { describe, expect, it } from 'vitest'
import { uniqueName } from '../../support/person.ts'
import { useTarget } from '../../support/target.ts'

// The large version: ../numbers/order-and-once.test.ts.
describe('promise 1: seq counts 1, 2, 3 … and every member on every node receives that order', () => {
  const target = useTarget()

  it('holds for several who send at once', async () => {
    const clients = await target.conversation('alice', 'bob', 'carol')
    const roomName = uniqueName('order')
    for (const client of clients) await client.join(roomName)
    const each = 40
    const total = each * clients.length
    const sent = await Promise.all(
      clients.map(async client => {
        const acks = []
        for (let n = 0; n < each; n++) acks.push(await client.say(`${client.username} ${n}`))
        return acks
      }),
    )
    for (const client of clients) {
      await client.next('new_message', message => message.seq === total)
      const received = client.events('new_message')
      expect(received.map(message => message.seq)).toEqual(Array.from({ length: total }, (_, n) => n + 1))
      expect(received).toEqual(clients[0]?.events('new_message'))
    }
    const received = clients[0]?.events('new_message') ?? []
    for (const { messageId, seq } of sent.flat()) expect(received[seq - 1]?.messageId).toBe(messageId)
    for (const acks of sent) {
      const seqs = acks.map(ack => ack.seq)
      expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
    }
  })

  it('counts each room by itself', async () => {
    const [alice, bob] = await target.conversation('alice', 'bob')
    await alice.join(uniqueName('one'))
    await bob.join(uniqueName('two'))
    for (const expected of [1, 2, 3]) {
      expect(await alice.say('in one')).toMatchObject({ seq: expected })
      expect(await bob.say('in two')).toMatchObject({ seq: expected })
    }
  })
})
