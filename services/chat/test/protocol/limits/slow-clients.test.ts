import { describe, expect, it, onTestFinished } from 'vitest'
import type { Client } from '../../support/client.ts'
import { uniqueName } from '../../support/person.ts'
import { PollByHand } from '../../support/poll-by-hand.ts'
import { useTarget } from '../../support/target.ts'
import { Witness } from '../../support/witness.ts'

describe('a client that does not read', () => {
  const settings = { SOCKETLINK_CLIENT_BUFFER_BYTES: '262144' }
  const target = useTarget({ settings })
  const long = 'x'.repeat(1000)

  /** How many clients have been treated like this, on all nodes. */
  const count = async (step: 'thinned' | 'paused' | 'closed'): Promise<number> => {
    let total = 0
    for (const { url } of target.nodes) {
      const text = await (await fetch(`${url}/metrics`)).text()
      total += Number(
        new RegExp(`^socketlink_slow_clients_total\\{step="${step}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0,
      )
    }
    return total
  }
  /** Talks until the nodes have treated one client more like this: first the buffers of the network have to fill. */
  const talkUntil = async (talker: Client, step: 'paused' | 'closed'): Promise<void> => {
    const before = await count(step)
    for (let round = 0; (await count(step)) === before; round++) {
      if (round === 1000) throw new Error(`nobody was ${step}`)
      await Promise.all(Array.from({ length: 50 }, () => talker.say(long)))
    }
  }
  const openRoom = async (transports = ['websocket']) => {
    const roomName = uniqueName('slow')
    const [talker] = await target.conversation('talker')
    const slow = await (await target.person('slow')).connect({ transports })
    const { engine } = slow.socket.io
    while (engine.transport.name !== 'websocket')
      await new Promise(resolve => engine.once('upgrade', resolve))
    for (const client of [talker, slow]) await client.join(roomName)
    return { roomName, talker, slow }
  }

  it.each([
    ['from the start', ['websocket']],
    ['after polls', ['polling', 'websocket']],
  ])(
    'by WebSocket %s is not sent any more, and told so when it reads on: it misses nothing',
    async (_, transports) => {
      const witness = await Witness.of(target)
      const { roomName, talker, slow } = await openRoom(transports)
      slow.stopReading()
      await talkUntil(talker, 'paused')
      const last = await talker.say('the last it missed')
      const refused = slow.fail('send_message', { text: 'its answer would wait, too' })
      await witness.check()
      slow.readOn()
      expect(await refused).toMatchObject({ code: 'rate_limited', retryable: true, retryAfterMs: 1000 })
      expect(await slow.next('resync_required')).toEqual({ roomName, epoch: last.epoch, seq: last.seq })
      const seqs = slow.events('new_message').flatMap(({ seq }) => seq ?? [])
      expect(seqs).toEqual(Array.from(seqs, (_, n) => n + 1))
      expect(seqs.length).toBeLessThan(last.seq)
      // As far as history goes back.
      const { recovery } = await slow.join(roomName, { epoch: last.epoch, seq: seqs.length })
      expect(['complete', 'gap']).toContain(recovery)
      expect(slow.events('message_history').at(-1)?.at(-1)).toMatchObject({ messageId: last.messageId })
      await talker.say('live again')
      await slow.next('new_message', ({ text }) => text === 'live again')
      expect(slow.disconnects).toEqual([])
    },
  )

  it('and calls all the same is refused, then closed; nobody else feels it', async () => {
    const witness = await Witness.of(target)
    const { roomName, talker, slow } = await openRoom()
    const { epoch } = await talker.say(long)
    for (let n = 1; n < 500; n++) await talker.say(long)
    slow.stopReading()
    const closed = await count('closed')
    for (let round = 0; (await count('closed')) === closed; round++) {
      if (round === 400) throw new Error('it was never closed')
      // Each answer is the whole history.
      for (let n = 0; n < 50; n++)
        slow.socket.emit('join_room', { roomName, after: { epoch, seq: 0 } }, () => {})
      await witness.check()
    }
    slow.readOn()
    await slow.gone()
    expect(slow.disconnects).toHaveLength(1)
    await witness.check()
    const back = await slow.person.connect()
    expect(await back.join(roomName)).toMatchObject({ userCount: 2 })
  })

  it('by polling: what waits for its next poll has an end, too', async () => {
    const witness = await Witness.of(target)
    const { roomName, talker } = await openRoom()
    const person = await target.person('polling')
    const polling = await PollByHand.join(target.url, person.token, roomName)
    onTestFinished(() => polling.close())
    await talkUntil(talker, 'paused')
    const last = await talker.say('the last it missed')
    // What a node hears after the last message, it hears after it from Redis, too.
    await witness.check()
    const came = await polling.next('42["resync_required"')
    const bytes = came.reduce((sum, packet) => sum + packet.length, 0)
    expect(bytes).toBeLessThan(262_144)
    const { epoch, seq } = last
    const told = came.find(packet => packet.startsWith('42["resync_required"')) ?? ''
    expect(JSON.parse(told.slice(2))).toEqual(['resync_required', { roomName, epoch, seq }])
    await talker.say('live again')
    await polling.next('42["new_message"')
  })
})
