import { describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { uniqueName } from '../../support/person.ts'
import { useTarget } from '../../support/target.ts'

describe('10,000 leave and join churns leave no room deaf', () => {
  const target = useTarget()
  const churns = 10_000

  it('every room delivers to every node afterwards', async () => {
    const rooms = Array.from({ length: 40 }, () => uniqueName('churn'))
    const movers = await target.spread(await target.people(6, 'mover'))
    let made = 0
    const churn = async (client: Client, start: number): Promise<void> => {
      for (let at = start; made < churns; at += 7) {
        made++
        const roomName = rooms[at % rooms.length] as string
        // A room left and entered again within one round trip is the hard case, so nothing is awaited in between.
        await Promise.all([client.join(roomName), client.leave(), client.join(roomName)])
      }
    }
    await Promise.all(movers.map((client, n) => churn(client, n * 5)))
    expect(made).toBeGreaterThanOrEqual(churns)

    const listeners = await target.conversation('listener', 'listener', 'listener')
    const deaf: string[] = []
    for (const roomName of rooms) {
      for (const client of [...movers, ...listeners]) await client.join(roomName)
      const speaker = movers[0] as Client
      const { messageId } = await speaker.say('can you hear me?')
      for (const client of [...movers, ...listeners]) {
        const heard = client.next('new_message', message => message.messageId === messageId, 5000)
        await heard.catch(() => deaf.push(`${roomName} on ${client.node}`))
      }
    }
    expect(deaf).toEqual([])
  }, 120_000)
})
