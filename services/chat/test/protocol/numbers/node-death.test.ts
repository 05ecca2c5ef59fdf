import type { HistoryPage } from '@socketlink/contract'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { useTarget } from '../../support/target.ts'

describe('a node dies: its users who stay away leave within 12 s, once each; nothing acked is lost', () => {
  // The leases and the grace are those of production here.
  const target = useTarget({ alone: true, settings: { SOCKETLINK_PRESENCE_GRACE_MS: '' } })

  it('kill -9', async () => {
    const roomName = 'survivors'
    const people = await target.people(12, 'member')
    const clients = await target.spread(people)
    for (const client of clients) await client.join(roomName)
    const doomedNode = (clients[0] as Client).node
    const doomed = clients.filter(client => client.node === doomedNode)
    const safe = clients.filter(client => client.node !== doomedNode)
    const [watcher] = safe as [Client]
    expect(doomed.length).toBeGreaterThanOrEqual(3)
    const acked = []
    for (let n = 0; n < 20; n++) acked.push(await (doomed[n % doomed.length] as Client).say(`before ${n}`))

    const { pid } = target.nodeOf(clients[0] as Client)
    const start = performance.now()
    process.kill(pid as number, 'SIGKILL')
    await Promise.all(doomed.map(client => client.gone()))
    const [returning, ...staying] = doomed as [Client, ...Client[]]
    const back = await returning.person.connect()
    expect(await back.join(roomName, { epoch: acked[0]?.epoch ?? '', seq: 1 })).toMatchObject({
      recovery: 'complete',
    })
    expect(await back.next('message_history')).toHaveLength(19)

    for (const client of staying)
      await watcher.next('user_left', left => left.username === client.username, 13_000)
    expect(performance.now() - start).toBeLessThan(12_000)
    // One more who leaves in order comes after everything the reapers had to say.
    const leaver = safe.at(-1) as Client
    await leaver.leave()
    await watcher.next('user_left', left => left.username === leaver.username)
    const told = watcher.events('user_left').map(left => left.username)
    expect(told.sort()).toEqual([...staying, leaver].map(client => client.username).sort())
    const joined = await watcher.join(roomName)
    expect(joined.users.sort()).toEqual([...safe.slice(0, -1), back].map(client => client.username).sort())

    const { body } = await watcher.person.api<HistoryPage>(`/api/rooms/${roomName}/messages?limit=100`)
    expect(body.messages.map(message => message.messageId)).toEqual(acked.map(ack => ack.messageId))
  }, 60_000)
})
