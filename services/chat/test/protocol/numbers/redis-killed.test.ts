import type { HistoryPage } from '@socketlink/contract'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { eventually } from '../../support/eventually.ts'
import { requestApi } from '../../support/http.ts'
import { useTarget } from '../../support/target.ts'

describe('Redis is killed under load and started again', () => {
  const target = useTarget({ alone: true })
  const rooms = Array.from({ length: 12 }, (_, n) => `room-${n}`)

  it('no node ends, sends are answered within 3.5 s, each is kept once and in order, every room delivers again', async () => {
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
    let shown = 0
    let slowest = 0
    let talking = true
    /** Sends one message until it is kept, as a client should. */
    const send = async (client: Client, text: string): Promise<string> => {
      for (;;) {
        const start = performance.now()
        const ack = await client.succeed('send_message', { text, clientMessageId: text })
        slowest = Math.max(slowest, performance.now() - start)
        if (ack.persisted) return ack.messageId
        expect(ack).not.toHaveProperty('seq')
        shown++
        await client.next('new_message', undefined, 1).catch(() => {})
      }
    }
    const talk = async ({ client, roomName }: { client: Client; roomName: string }): Promise<void> => {
      for (let n = 0; talking; n++) kept.get(roomName)?.push(await send(client, `${roomName}-${n}`))
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
    expect(shown).toBeGreaterThan(0)
    expect(slowest).toBeLessThan(3500)

    for (const { client, listener, roomName } of pairs) {
      const text = `after ${roomName}`
      const { messageId } = await client.say(text)
      for (const member of [client, listener]) {
        await member.next('new_message', message => message.text === text)
        // However often it was repeated, each is one message, in one order.
        const placed = member.events('new_message').filter(({ seq }) => seq !== undefined)
        expect(new Set(placed.map(message => message.clientMessageId ?? '')).size).toBe(placed.length)
        const seqs = placed.map(({ seq = 0 }) => seq)
        expect(seqs).toEqual(seqs.toSorted((one, other) => one - other))
      }
      const ids = [...(kept.get(roomName) ?? []), messageId].slice(-100)
      const { body } = await client.person.api<HistoryPage>(`/api/rooms/${roomName}/messages?limit=100`)
      expect(body.messages.map(message => message.messageId)).toEqual(ids)
    }
    expect(pairs.flatMap(({ client, listener }) => [...client.disconnects, ...listener.disconnects])).toEqual(
      [],
    )
    for (const { pid } of target.nodes) expect(process.kill(pid as number, 0)).toBe(true)
  }, 90_000)
})
