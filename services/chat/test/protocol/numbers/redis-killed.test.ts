import type { HistoryPage } from '@socketlink/contract'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { eventually } from '../../support/eventually.ts'
import { requestApi } from '../../support/http.ts'
import { useTarget } from '../../support/target.ts'

describe('Redis is killed under load and started again', () => {
  const target = useTarget({ alone: true })
  const rooms = Array.from({ length: 12 }, (_, n) => `room-${n}`)

  it('no node ends, calls answer within 3.5 s, what was acked is kept, every room delivers again', async () => {
    const clients = await target.spread(await target.people(12, 'member'))
    const talkers = clients.map((client, n) => ({ client, roomName: rooms[n] as string }))
    for (const { client, roomName } of talkers) await client.join(roomName)
    // In each room sits somebody of another node too.
    const listeners = await target.spread(await target.people(12, 'listener'))
    const byNode = (a: Client, b: Client): number => a.node.localeCompare(b.node)
    talkers.sort((a, b) => byNode(a.client, b.client))
    listeners.sort(byNode)
    const pairs = talkers.map((talker, n) => ({ ...talker, listener: listeners[(n + 4) % 12] as Client }))
    expect(pairs.filter(({ client, listener }) => client.node === listener.node)).toEqual([])
    for (const { listener, roomName } of pairs) await listener.join(roomName)

    const kept = new Map<string, string[]>(rooms.map(name => [name, []]))
    let refused = 0
    let slowest = 0
    let talking = true
    const talk = async ({ client, roomName }: { client: Client; roomName: string }): Promise<void> => {
      for (let n = 0; talking; n++) {
        const start = performance.now()
        const ack = await client.call('send_message', { text: `${roomName} ${n}` })
        slowest = Math.max(slowest, performance.now() - start)
        if (ack.ok && ack.persisted) kept.get(roomName)?.push(ack.messageId)
        else if (ack.ok) throw new Error('nothing is provisional yet')
        else {
          expect(ack.error).toMatchObject({ code: 'unavailable', retryable: true })
          refused++
          await client.next('new_message', undefined, 1).catch(() => {})
        }
      }
    }
    const load = Promise.all(talkers.map(talk))
    const ready = async (status: number) => {
      for (const { url } of target.nodes) {
        await eventually(async () => expect((await requestApi(url, '/readyz')).status).toBe(status))
      }
    }
    for (let round = 0; round < 3; round++) {
      const before = rooms.map(name => kept.get(name)?.length ?? 0)
      await eventually(() => {
        for (const [n, name] of rooms.entries())
          expect(kept.get(name)?.length).toBeGreaterThan((before[n] ?? 0) + 5)
      })
      target.redis.kill('SIGKILL')
      await ready(503)
      await target.redis.start()
      await ready(200)
    }
    talking = false
    await load
    expect(refused).toBeGreaterThan(0)
    expect(slowest).toBeLessThan(3500)

    for (const { client, listener, roomName } of pairs) {
      const text = `after ${roomName}`
      await eventually(() => client.say(text))
      for (const member of [client, listener])
        await member.next('new_message', message => message.text === text)
      const ids = kept.get(roomName)?.slice(-50) ?? []
      const { body } = await client.person.api<HistoryPage>(`/api/rooms/${roomName}/messages?limit=100`)
      const found = new Set(body.messages.map(({ messageId }) => messageId))
      expect(ids.filter(id => !found.has(id))).toEqual([])
    }
    expect(pairs.flatMap(({ client, listener }) => [...client.disconnects, ...listener.disconnects])).toEqual(
      [],
    )
    for (const { pid } of target.nodes) expect(process.kill(pid as number, 0)).toBe(true)
  }, 90_000)
})
