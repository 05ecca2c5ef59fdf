import type { Stats } from '@socketlink/contract'
import { describe, expect, it } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { requestApi } from '../../support/http.ts'
import { useTarget } from '../../support/target.ts'

describe('GET /api/stats: for the whole cluster, without a login', () => {
  const target = useTarget({ alone: true })
  const read = async (): Promise<Stats> => {
    const { status, body } = await requestApi<Stats>(target.url, '/api/stats')
    expect(status).toBe(200)
    return body
  }

  it('counts messages, rooms, users, connections and nodes', async () => {
    const nodes = target.nodes.length
    expect(await read()).toEqual({
      messages: { total: 0 },
      rooms: { active: 0 },
      users: { online: 0 },
      connections: 0,
      nodes,
    })
    const [alice, bob] = await target.conversation('alice', 'bob')
    const second = await alice.person.connect({ awayFrom: [alice] })
    await alice.join('first-room')
    await second.join('second-room')
    await bob.join('first-room')
    for (const client of [alice, bob, second]) await client.say('hello')
    await alice.say('once', 'same-id')
    await alice.say('once', 'same-id')
    const expected = {
      messages: { total: 4 },
      rooms: { active: 2 },
      users: { online: 2 },
      connections: 3,
      nodes,
    }
    await eventually(async () => expect(await read()).toEqual(expected))
    second.close()
    bob.close()
    await eventually(async () =>
      expect(await read()).toEqual({
        messages: { total: 4 },
        rooms: { active: 1 },
        users: { online: 1 },
        connections: 1,
        nodes,
      }),
    )
  })
})
