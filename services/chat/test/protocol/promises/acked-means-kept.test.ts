import type { HistoryPage } from '@socketlink/contract'
import { describe, expect, it } from 'vitest'
import { uniqueName } from '../../support/person.ts'
import { useTarget } from '../../support/target.ts'

// When a node dies: ../numbers/node-death.test.ts; when Redis dies: redis-away.test.ts.
describe('promise 2: persisted: true only after the message has its seq in the history', () => {
  const target = useTarget()

  it('whoever reads after the ack finds the message, on every node', async () => {
    const [alice, bob] = await target.conversation('alice', 'bob')
    const roomName = uniqueName('kept')
    await alice.join(roomName)
    for (let n = 1; n <= 20; n++) {
      const { messageId, seq, persisted } = await alice.say(`message ${n}`)
      expect(persisted).toBe(true)
      const { body } = await bob.person.api<HistoryPage>(`/api/rooms/${roomName}/messages?limit=1`)
      expect(body.messages[0]).toMatchObject({ messageId, seq })
      await bob.join(roomName)
      const history = await bob.next('message_history')
      expect(history.at(-1)).toMatchObject({ messageId, seq })
      await bob.leave()
    }
  })
})
