import { describe, expect, it } from 'vitest'
import type { Client } from '../support/client.ts'
import { eventually } from '../support/eventually.ts'
import { openRoom, roomName, watchWrites } from './support/open-room.ts'

/** So long that what a busy room holds leaves only because something else follows. */
const holding = { SOCKETLINK_FANOUT_REST_MS: '600000' }
const never = 'no_such_call'

const textsOf = (client: Client): string[] => client.events('new_message').map(({ text }) => text)

/** Says it and resolves when the node has it from Redis: the speaker's own acks bring it along. */
const sayAndHold = async (speaker: Client, text: string): Promise<void> => {
  await speaker.say(text)
  await eventually(async () => {
    await speaker.call(never as 'typing')
    expect(textsOf(speaker)).toContain(text)
  })
}

describe('order on a socket while a busy room holds events', () => {
  it('an ack never overtakes an event that came before it', async () => {
    const room = await openRoom(holding)
    const alice = await room.member('alice')
    const bob = await room.wireMember('bob')
    await sayAndHold(alice, 'makes the room busy')
    const writes = watchWrites(bob.port)
    await sayAndHold(alice, 'held: ünïcödé 語 🙂')
    await sayAndHold(alice, `held: ${'語'.repeat(900)}`)
    expect(writes.count()).toBe(0)
    const ack = await bob.call(never, {})
    const last = await bob.chatMessage(`held: ${'語'.repeat(900)}`)
    expect(ack).toBe(last + 1)
    expect(bob.texts.slice(-2)).toEqual(['held: ünïcödé 語 🙂', `held: ${'語'.repeat(900)}`])
  })

  it('a newcomer has history, then what comes live: nothing twice, nothing missing', async () => {
    const room = await openRoom(holding)
    const alice = await room.member('alice')
    for (const text of ['one', 'two', 'three']) await sayAndHold(alice, text)
    const carol = await room.member('carol')
    for (const text of ['four', 'five']) await sayAndHold(alice, text)
    await carol.call(never as 'typing')
    const [history = []] = carol.events('message_history')
    expect(history.map(({ text }) => text)).toEqual(['one', 'two', 'three'])
    expect(textsOf(carol)).toEqual(['four', 'five'])
  })

  it('one who leaves has all that came before, and nothing after', async () => {
    const room = await openRoom(holding)
    const alice = await room.member('alice')
    const bob = await room.wireMember('bob')
    for (const text of ['one', 'two']) await sayAndHold(alice, text)
    const left = await bob.call('leave_room', {})
    expect(left).toBe((await bob.chatMessage('two')) + 1)
    await sayAndHold(alice, 'three')
    await bob.call(never, {})
    expect(bob.texts).toEqual(['one', 'two'])
  })
})

describe('a busy room', () => {
  const many = Array.from({ length: 200 }, (_, n) => `${n}`)

  /** How often the node wrote to a member, for so many messages at once, and within how many ms. */
  const countWrites = async (settings: Record<string, string>) => {
    const room = await openRoom(settings)
    const alice = await room.member('alice')
    const bob = await room.wireMember('bob')
    const writes = watchWrites(bob.port)
    const started = performance.now()
    await Promise.all(many.map(text => alice.say(text)))
    await bob.chatMessage(many.at(-1) ?? '')
    expect(bob.texts).toEqual(many)
    return { count: writes.count(), ms: performance.now() - started }
  }

  it('is written to once in a rest, and not once for each message', async () => {
    // After one event the room rests for seven fifteenths of it.
    const restMs = 100
    const { count, ms } = await countWrites({
      SOCKETLINK_FANOUT_REST_MS: String(Math.ceil((restMs * 15) / 7)),
    })
    expect(count).toBeLessThanOrEqual(2 + ms / restMs)
    expect(count).toBeLessThan(many.length / 4)
  })

  it.each([{ SOCKETLINK_FANOUT_REST_MS: '0' }, { SOCKETLINK_FANOUT: 'stock' }])(
    'is written to for each message with %o',
    async settings => {
      expect((await countWrites(settings)).count).toBeGreaterThanOrEqual(many.length)
    },
  )
})

describe('other clients', () => {
  it('that poll, or upgrade meanwhile, get the same messages in the same order', async () => {
    const room = await openRoom()
    const alice = await room.member('alice')
    const polling = await room.member('polls', { transports: ['polling'] })
    const person = await room.person('upgrades')
    const upgrading = await person.connect({ transports: ['polling', 'websocket'] })
    const transports = new Set<string>()
    const note = () => transports.add(upgrading.socket.io.engine.transport.name)
    upgrading.socket.on('new_message', note)
    const { seq } = await upgrading.join(roomName)
    let last = 0
    for (let n = 0; !transports.has('websocket'); n++) {
      if (n === 2000) throw new Error('the client does not upgrade')
      last = (await alice.say(`${n}`)).seq
    }
    for (const client of [alice, polling, upgrading]) {
      await client.next('new_message', message => (message.seq ?? 0) >= last)
      const seqs = client.events('new_message').map(message => message.seq)
      expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, n) => seq + 1 + n))
      expect(textsOf(client)).toEqual(textsOf(alice))
    }
    expect(polling.socket.io.engine.transport.name).toBe('polling')
  })

  it('that do not read have what they get wait in Engine.IO, and miss nothing', async () => {
    // Without rests all is written, or waits, before its sender hears of it.
    const room = await openRoom({
      SOCKETLINK_FANOUT_REST_MS: '0',
      SOCKETLINK_CLIENT_BUFFER_BYTES: String(1024 ** 3),
    })
    const alice = await room.member('alice')
    const bob = await room.wireMember('bob')
    const said: string[] = []
    const sayMany = async (count: number): Promise<void> => {
      const texts = Array.from({ length: count }, (_, n) => `${said.length + n} ${'語'.repeat(900)}`)
      said.push(...texts)
      await Promise.all(texts.map(text => alice.say(text)))
      await alice.next('new_message', ({ text }) => text === said.at(-1))
    }
    const writes = watchWrites(bob.port)
    bob.stopReading()
    // What the network holds grows for a while; then nothing more may be written, whatever is said.
    for (let before = -1; writes.count() !== before || writes.socket().writableLength === 0; ) {
      if (said.length > 8000) throw new Error('what is not read is written all the same')
      before = writes.count()
      await sayMany(200)
    }
    bob.readOn()
    await bob.chatMessage(said.at(-1) ?? '')
    expect(bob.texts).toEqual(said)
  })
})

describe('the switch', () => {
  /** Everything three clients hear of one conversation, without what differs by chance. */
  const converse = async (settings: Record<string, string>): Promise<unknown> => {
    const room = await openRoom(settings)
    const alice = await room.member('alice')
    const bob = await room.member('bob', { transports: ['polling'] })
    await alice.next('user_joined')
    const carol = await room.member('carol')
    for (const client of [alice, bob]) await client.next('user_joined', ({ userCount }) => userCount === 3)
    await alice.succeed('typing', {})
    for (const client of [bob, carol]) await client.next('user_typing')
    for (let n = 0; n < 100; n++) void alice.say(`${n} ü`)
    await carol.next('new_message', ({ text }) => text === '99 ü')
    await bob.leave()
    for (const client of [alice, carol]) await client.next('user_left')
    await carol.succeed('create_room', { roomName: 'another' })
    for (const client of [alice, bob, carol]) await client.next('room_created', r => r.roomName === 'another')
    await alice.say('the end')
    await carol.next('new_message', ({ text }) => text === 'the end')
    const names = [alice, bob, carol].map(({ username }) => username)
    return [alice, bob, carol].map(({ inbox }) =>
      inbox.log
        .filter(({ event }) => event !== 'rooms_list')
        .map(({ event, payload }) => {
          let text = JSON.stringify([event, payload])
          for (const [n, name] of names.entries()) text = text.replaceAll(name, `person ${n}`)
          return text.replace(/"(messageId|senderId|timestamp|epoch|createdAt)":("[^"]*"|\d+)/g, '"$1":"…"')
        }),
    )
  }

  it('turns it off, and the same conversation gives the same events', async () => {
    const batched = await converse({})
    expect(await converse({ SOCKETLINK_FANOUT: 'stock' })).toEqual(batched)
    expect(JSON.stringify(batched)).toContain('the end')
  })
})
