import { EventEmitter } from 'node:events'
import type { CallInput, JoinResult, KeptSend, Message, RoomHead } from '@socketlink/contract'
import type { Socket } from 'socket.io-client'
import { describe, expect, it } from 'vitest'
import type { Connection } from '../../src/connection.ts'
import { localError } from '../../src/errors.ts'
import { createContext, usualTiming } from '../../src/options.ts'
import { createRoom } from '../../src/room.ts'
import { createFakeClock } from '../support/fake-clock.ts'

const roomName = 'room'
const message = (epoch: string, seq: number, change: Partial<Message> = {}): Message => ({
  ...{ messageId: `${epoch}-${seq}`, seq, epoch, text: `${epoch} ${seq}`, sender: 'bob', senderId: 'b' },
  ...{ roomName, timestamp: seq },
  ...change,
})

/** A room of the client; the test plays the node, and `node` is what Redis knows. */
const open = async (epoch: string, kept: Message[] = []) => {
  const clock = createFakeClock()
  const socket = new EventEmitter()
  const own: string[] = []
  const node = { epoch, kept, joins: 0, isAway: false, beforeAnswer: () => {}, sent: Promise.resolve() }
  const answer = ({ after }: CallInput<'join_room'>): JoinResult => {
    const { epoch, kept } = node
    const seq = kept.at(-1)?.seq ?? 0
    const isHere = after?.epoch === epoch && after.seq <= seq
    socket.emit('joined_room', {})
    socket.emit('message_history', isHere ? kept.filter(one => one.seq > after.seq) : kept.slice(-50))
    const recovery = after === undefined ? 'none' : isHere ? 'complete' : 'reset'
    return { roomName, users: [], userCount: 1, epoch, seq, recovery }
  }
  const call = async (_: string, input: CallInput<'join_room'>): Promise<JoinResult> => {
    node.joins++
    await Promise.resolve()
    if (node.isAway) throw localError('unavailable')
    const answered = answer(input)
    node.beforeAnswer()
    await node.sent
    return answered
  }
  const nothing = (): void => {}
  const context = createContext({ url: 'http://node' }, { clock, random: () => 1 }, nothing)
  const room = createRoom(context, {
    ...{ connection: { isUp: true, call } as unknown as Connection, entered: nothing, grown: nothing },
    ...{ user: () => ({ userId: 'me', username: 'me', role: 'user' }), ownMessage: id => void own.push(id) },
  })
  room.listen(socket as unknown as Socket)
  await room.join(roomName)
  return {
    ...{ clock, node, own, room },
    hear: (...messages: Message[]): void => {
      for (const one of messages) socket.emit('new_message', one)
    },
    hearHead: (head: Omit<RoomHead, 'roomName'>): void =>
      void socket.emit('room_head', { roomName, ...head }),
    /** The node keeps messages under an epoch, and delivers them. */
    tell: (...messages: Message[]): void => {
      node.kept = [...node.kept, ...messages]
      node.epoch = messages.at(-1)?.epoch ?? node.epoch
      for (const one of messages) socket.emit('new_message', one)
    },
    settle: () => clock.advance(usualTiming.holeGraceMs),
    shown: () => room.timeline.messages.map(({ messageId }) => messageId),
  }
}

describe('a room whose epoch changes', () => {
  it.each([
    ['without messages in the old epoch', []],
    ['with messages in the old epoch', [message('a', 1), message('a', 2)]],
  ])('is heard after an echo of the old one: %s', async (_, before) => {
    const { node, room, hear, tell, settle, shown } = await open('a', before)
    const next = before.length + 1
    tell(message('b', next), message('b', next + 1))
    await settle()
    hear(message('a', next, { messageId: 'kept nowhere' }))
    tell(message('b', next + 2))
    await settle()
    expect(room.timeline.epoch).toBe('b')
    expect(shown()).toEqual(node.kept.map(({ messageId }) => messageId))
    expect(room.timeline.past).toEqual([])
    expect(room.recovery).toBe('complete')
  })

  it('shows a message once that is heard again under the epoch before', async () => {
    const { room, hear, tell, settle, shown } = await open('a')
    tell(message('b', 1, { messageId: 'repeated' }))
    await settle()
    hear(message('a', 1, { messageId: 'repeated' }))
    await settle()
    tell(message('b', 2))
    expect(shown()).toEqual(['repeated', 'b-2'])
    expect(room.timeline).toMatchObject({ epoch: 'b', past: [] })
  })

  it('follows it back when the old epoch is the true one, though nothing but a message tells so', async () => {
    const { node, room, tell, settle, shown } = await open('a', [message('a', 1)])
    tell(message('b', 2))
    await settle()
    node.kept = [message('a', 1)]
    tell(message('a', 2))
    await settle()
    expect(room.timeline.epoch).toBe('a')
    expect(shown()).toEqual(['a-1', 'a-2'])
    expect(room.timeline.past.map(({ messageId }) => messageId)).toEqual(['b-2'])
    expect(room.recovery).toBe('reset')
  })

  it('believes the node that names a left epoch as the head, at once', async () => {
    const { clock, node, room, hearHead, tell, settle, shown } = await open('a', [message('a', 1)])
    tell(message('b', 2))
    await settle()
    Object.assign(node, { epoch: 'a', kept: [message('a', 1)] })
    hearHead({ epoch: 'a', seq: 1 })
    await clock.advance(0)
    expect(room.timeline.epoch).toBe('a')
    expect(shown()).toEqual(['a-1'])
    expect(clock.waiting).toBe(0)
  })

  it('asks when its node is further in the same epoch, and not when it is no further', async () => {
    const { clock, node, hearHead, shown } = await open('a', [message('a', 1)])
    hearHead({ epoch: 'a', seq: 1 })
    expect(node.joins).toBe(1)
    node.kept = [...node.kept, message('a', 2)]
    hearHead({ epoch: 'a', seq: 2 })
    await clock.advance(0)
    expect(shown()).toEqual(['a-1', 'a-2'])
  })

  it('asks once for many echoes, those heard while it asks included', async () => {
    const { node, hear, settle, shown } = await open('b', [message('b', 1)])
    const echoes = [1, 2, 3].map(seq => message('a', seq, { messageId: `echo ${seq}` }))
    node.beforeAnswer = () => {
      node.beforeAnswer = () => {}
      hear(...echoes)
    }
    hear(...echoes)
    await settle()
    await settle()
    await settle()
    expect(node.joins).toBe(1 + 2)
    expect(shown()).toEqual(['b-1'])
  })

  it('does not ask again when something else made it ask meanwhile', async () => {
    const { clock, node, hear, hearHead, settle } = await open('b', [message('b', 1)])
    hear(message('a', 1))
    hearHead({ epoch: 'a', seq: 1 })
    await clock.advance(0)
    await settle()
    expect(node.joins).toBe(1 + 1)
  })

  it('hears of the next epoch also when it begins while the room answers', async () => {
    const { node, room, tell, settle } = await open('a')
    node.beforeAnswer = () => {
      node.beforeAnswer = () => {}
      tell(message('c', 2))
    }
    tell(message('b', 1))
    await settle()
    expect(room.timeline.epoch).toBe('b')
    await settle()
    expect(room.timeline).toMatchObject({ epoch: 'c', whole: 2 })
  })

  it('asks until it is answered, and no more often for what it hears meanwhile', async () => {
    const { clock, node, room, tell, settle } = await open('a')
    node.isAway = true
    tell(message('b', 1))
    await settle()
    expect(node.joins).toBe(2)
    tell(message('b', 2))
    await clock.advance(usualTiming.retryMinMs - 1)
    expect(node.joins).toBe(2)
    node.isAway = false
    await clock.advance(1)
    expect(room.timeline).toMatchObject({ epoch: 'b', whole: 2 })
    expect(clock.waiting).toBe(0)
  })

  describe('and a message of ours', () => {
    const ours = { senderId: 'me', clientMessageId: 'x' }
    const entry = { clientMessageId: 'x', roomName, text: 'ours', state: 'sending', createdAt: 1 } as const
    const ack = (epoch: string, duplicate: boolean): KeptSend => ({
      ...{ messageId: 'm', seq: 1, epoch, timestamp: 1, persisted: true, duplicate },
    })

    it('is not taken for kept because of its echo', async () => {
      const { own, hear, settle } = await open('b')
      hear(message('a', 1, ours))
      await settle()
      expect(own).toEqual([])
    })

    it('acked under a new epoch stays in the outbox until the room has it', async () => {
      const { node, own, room, settle, shown } = await open('a')
      Object.assign(node, { epoch: 'b', kept: [message('b', 1, { ...ours, messageId: 'm' })] })
      expect(room.kept(entry, ack('b', false))).toBe(false)
      expect(room.timeline.epoch).toBe('a')
      await settle()
      expect(room.timeline.epoch).toBe('b')
      expect(shown()).toEqual(['m'])
      expect(own).toEqual(['x'])
    })

    it('acked under a new epoch while an answer of the old one is long on its way makes it ask again', async () => {
      const { clock, node, room, hearHead, settle, shown } = await open('a')
      const way = Promise.withResolvers<void>()
      node.sent = way.promise
      hearHead({ epoch: 'a', seq: 1 })
      await clock.advance(0)
      Object.assign(node, { epoch: 'b', kept: [message('b', 1, { ...ours, messageId: 'm' })] })
      room.kept(entry, ack('b', false))
      await settle()
      way.resolve()
      await settle()
      expect(room.timeline.epoch).toBe('b')
      expect(shown()).toEqual(['m'])
    })

    it('that was kept in an epoch long ago neither moves the room nor stays in the outbox', async () => {
      const { room, settle, tell, shown } = await open('b', [message('b', 1)])
      expect(room.kept(entry, ack('a', true))).toBe(true)
      await settle()
      tell(message('b', 2))
      expect(room.timeline.epoch).toBe('b')
      expect(shown()).toEqual(['b-1', 'b-2'])
    })
  })
})
