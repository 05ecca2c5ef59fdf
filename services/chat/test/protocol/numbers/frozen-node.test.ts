import { describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { eventually } from '../../support/eventually.ts'
import { useTarget } from '../../support/target.ts'

describe('a node freezes for longer than its lease and comes back', () => {
  const target = useTarget({
    alone: true,
    settings: {
      SOCKETLINK_LEASE_MS: '3000',
      SOCKETLINK_HEARTBEAT_MS: '500',
      SOCKETLINK_PRESENCE_GRACE_MS: '1000',
    },
  })

  it('its users have left once each, it is fenced when it wakes, and nothing of them stays behind', async () => {
    const roomName = 'frost'
    const clients = await target.spread(await target.people(12, 'member'))
    for (const client of clients) await client.join(roomName)
    const frozenNode = (clients[0] as Client).node
    const frozen = clients.filter(client => client.node === frozenNode)
    const others = clients.filter(client => client.node !== frozenNode)
    const [watcher] = others as [Client]
    const { pid } = target.nodeOf(frozen[0] as Client)

    process.kill(pid as number, 'SIGSTOP')
    try {
      for (const { username } of frozen) {
        await watcher.next('user_left', left => left.username === username, 12_000)
      }
      // The others go on meanwhile.
      await watcher.say('still here')
      for (const client of others) await client.next('new_message', message => message.text === 'still here')
    } finally {
      process.kill(pid as number, 'SIGCONT')
    }
    // It finds itself fenced and drops its clients, who come back as new connections.
    await Promise.all(frozen.map(client => client.gone()))
    const [returning] = frozen as [Client]
    const back = await returning.person.connect()
    await back.join(roomName)

    await eventually(async () => {
      const { userCount, users } = await watcher.join(roomName)
      expect(users.toSorted()).toEqual([...others, back].map(client => client.username).toSorted())
      expect(userCount).toBe(others.length + 1)
    })
    const told = watcher.events('user_left').map(left => left.username)
    expect(told.toSorted()).toEqual(frozen.map(client => client.username).toSorted())
    expect(others.flatMap(client => client.disconnects)).toEqual([])
  }, 60_000)
})
