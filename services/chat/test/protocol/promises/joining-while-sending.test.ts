import type { Message } from '@socketlink/contract'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { uniqueName } from '../../support/person.ts'
import { useTarget } from '../../support/target.ts'

describe('joining while others send loses nothing between message_history and new_message', () => {
  const target = useTarget()
  const rounds = 40

  /** History and live messages of the visit that begins at this place of the log. */
  const visitFrom = (client: Client, start: number): Message[] =>
    client.inbox.log.slice(start).flatMap(({ event, payload }) => {
      if (event === 'message_history') return payload as Message[]
      return event === 'new_message' ? [payload as Message] : []
    })

  it.each([
    ['a first join', false],
    ['a join with `after`', true],
  ])('%s, many times over', async (_, resuming) => {
    const [alice, bob, carol] = await target.conversation('alice', 'bob', 'carol')
    const roomName = uniqueName('busy')
    await alice.join(roomName)
    await bob.join(roomName)
    let stopped = false
    const talk = async (client: Client): Promise<void> => {
      while (!stopped) await client.say('chatter')
    }
    const talking = [talk(alice), talk(bob)]
    let last: Message | undefined
    for (let round = 0; round < rounds; round++) {
      const start = carol.inbox.log.length
      const joined = await carol.join(
        roomName,
        resuming && last ? { epoch: last.epoch, seq: last.seq } : undefined,
      )
      if (resuming && last) expect(joined.recovery).toBe('complete')
      // Two live messages past the join show the seam.
      await carol.next('new_message', message => (message.seq ?? 0) >= joined.seq + 2)
      await carol.leave()
      const visit = visitFrom(carol, start)
      const seqs = visit.map(message => message.seq)
      const first = resuming && last ? last.seq + 1 : (seqs[0] ?? 0)
      expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, n) => first + n))
      const order = carol.inbox.log.slice(start).map(entry => entry.event)
      expect(order.indexOf('message_history')).toBeLessThan(order.indexOf('new_message'))
      last = visit.at(-1)
    }
    stopped = true
    await Promise.all(talking)
  })
})
