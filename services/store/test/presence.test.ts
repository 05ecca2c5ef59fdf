import { limits } from '@socketlink/contract'
import { describe, expect, test } from 'vitest'
import type { StoreContext } from '../src/context.ts'
import { sendMessage } from '../src/messages/send-message.ts'
import { joinRoom, restoreMembership } from '../src/presence/join-room.ts'
import { leaveRoom } from '../src/presence/leave-room.ts'
import type { Membership } from '../src/presence/membership.ts'
import { tellPresence } from '../src/presence/tell-presence.ts'
import { tellTyping } from '../src/presence/tell-typing.ts'
import { listRooms } from '../src/rooms/list-rooms.ts'
import { listenTo, openStoreContext } from './support/store-context.ts'

const member = (username: string, memberId = `${username}.1`): Membership => ({
  memberId,
  username,
  roomName: 'lobby',
  incarnation: 'node#1',
})
const join = (context: StoreContext, who: Membership, after?: { epoch: string; seq: number }) =>
  joinRoom(context, who, { socketId: `socket-of-${who.memberId}`, after, mark: 'mark:join' })

const fill = async (context: StoreContext, count: number) => {
  const names = Array.from({ length: count }, (_, i) => `user${String(i).padStart(4, '0')}`)
  const joined = await Promise.all(names.map(name => join(context, member(name))))
  return { names, joined }
}

describe('presence', () => {
  test('a user counts once: the first membership comes, the last one goes', async () => {
    const context = await openStoreContext()
    const room = await listenTo(context, 'lobby')
    expect(await join(context, member('alice'))).toMatchObject({
      created: true,
      came: true,
      userCount: 1,
      users: ['alice'],
    })
    expect(await join(context, member('bob'))).toMatchObject({ created: false, came: true, userCount: 2 })
    expect(await join(context, member('alice', 'alice.2'))).toMatchObject({ came: false, userCount: 2 })
    expect(await leaveRoom(context, member('alice'))).toMatchObject({ gone: false, userCount: 2 })
    expect(await leaveRoom(context, member('alice', 'alice.2'))).toMatchObject({ gone: true, userCount: 1 })
    await room.barrier()
    expect(room.heard).toEqual([
      { event: 'user_joined', data: { username: 'alice', userCount: 1 }, except: ['socket-of-alice.1'] },
      { event: 'user_joined', data: { username: 'bob', userCount: 2 }, except: ['socket-of-bob.1'] },
      { event: 'user_left', data: { username: 'alice', userCount: 1 }, except: [] },
    ])
  })

  test('joins and leaves repeated any number of times change nothing', async () => {
    const context = await openStoreContext()
    const room = await listenTo(context, 'lobby')
    await join(context, member('witness'))
    await Promise.all(Array.from({ length: 10 }, () => join(context, member('alice'))))
    const left = await Promise.all(Array.from({ length: 10 }, () => leaveRoom(context, member('alice'))))
    expect(left.filter(({ gone }) => gone)).toHaveLength(1)
    await room.barrier()
    expect(room.heard.map(({ event }) => event)).toEqual(['user_joined', 'user_joined', 'user_left'])
  })

  test('the last member takes the room out of the directory, and its history stays', async () => {
    const context = await openStoreContext()
    const { epoch } = await join(context, member('alice'))
    const sender = { userId: 'u', username: 'alice', role: 'user' } as const
    const { message } = await sendMessage(context, {
      roomName: 'lobby',
      text: 'hi',
      sender,
      clientMessageId: undefined,
    })
    expect((await listRooms(context, { limit: 5 })).rooms).toEqual([{ roomName: 'lobby', userCount: 1 }])
    expect(await leaveRoom(context, member('alice'))).toMatchObject({ deleted: true })
    expect((await listRooms(context, { limit: 5 })).rooms).toEqual([])
    const again = await join(context, member('bob'))
    expect(again).toMatchObject({ created: true, epoch, seq: 1, messages: [message] })
  })

  test('what a member missed: complete, gap, reset, none', async () => {
    const context = await openStoreContext({
      history: { length: 60 },
      limits: { messageBurst: 200, messagesPerSecond: 200 },
    })
    const sender = { userId: 'u', username: 'alice', role: 'user' } as const
    const { epoch } = await join(context, member('alice'))
    for (let i = 0; i < 100; i++) {
      await sendMessage(context, { roomName: 'lobby', text: `${i}`, sender, clientMessageId: undefined })
    }
    const seqs = async (after?: { epoch: string; seq: number }) => {
      const { recovery, messages, seq } = await join(context, member('bob'), after)
      expect(seq).toBe(100)
      return [recovery, messages[0]?.seq, messages.at(-1)?.seq, messages.length]
    }
    expect(await seqs()).toEqual(['none', 51, 100, limits.historyOnJoin])
    expect(await seqs({ epoch, seq: 100 })).toEqual(['complete', undefined, undefined, 0])
    expect(await seqs({ epoch, seq: 40 })).toEqual(['complete', 41, 100, 60])
    expect(await seqs({ epoch, seq: 39 })).toEqual(['gap', 41, 100, 60])
    expect(await seqs({ epoch: 'other', seq: 90 })).toEqual(['reset', 51, 100, 50])
  })

  test('a node that has delivered more than Redis kept makes a new epoch, and no seq is given twice', async () => {
    const context = await openStoreContext()
    const sender = { userId: 'u', username: 'alice', role: 'user' } as const
    const say = () =>
      sendMessage(context, { roomName: 'lobby', text: 'x', sender, clientMessageId: undefined })
    const { epoch } = await join(context, member('alice'))
    await say()
    await restoreMembership(context, member('alice'), { epoch, seq: 1 })
    expect((await say()).message).toMatchObject({ epoch, seq: 2 })
    await restoreMembership(context, member('alice'), { epoch, seq: 7 })
    await restoreMembership(context, member('bob'), { epoch, seq: 7 })
    const { message } = await say()
    expect(message.seq).toBe(3)
    expect(message.epoch).not.toBe(epoch)
    expect(await join(context, member('bob'), { epoch, seq: 7 })).toMatchObject({
      recovery: 'reset',
      epoch: message.epoch,
    })
  })

  test('what a client claims to have seen changes nothing for the others', async () => {
    const context = await openStoreContext()
    const { epoch } = await join(context, member('alice'))
    const claim = { epoch, seq: Number.MAX_SAFE_INTEGER }
    expect(await join(context, member('mallory'), claim)).toMatchObject({ recovery: 'reset', epoch })
    expect(await join(context, member('alice'), { epoch, seq: 0 })).toMatchObject({
      recovery: 'complete',
      epoch,
    })
  })

  test('a fenced node is refused', async () => {
    const context = await openStoreContext()
    const { fenced } = context.keys.room('lobby').partition
    await context.link.commands.zAdd(fenced, { score: Date.now(), value: 'node#1' })
    await expect(join(context, member('alice'))).rejects.toMatchObject({
      name: 'FencedError',
      code: 'unavailable',
    })
    expect((await listRooms(context, { limit: 5 })).rooms).toEqual([])
  })

  test('what Redis lost is put back without telling anybody', async () => {
    const context = await openStoreContext()
    const room = await listenTo(context, 'lobby')
    await restoreMembership(context, member('alice'), undefined)
    await room.barrier()
    expect(room.heard).toEqual([])
    expect(await join(context, member('bob'))).toMatchObject({
      userCount: 2,
      users: expect.arrayContaining(['alice', 'bob']),
    })
  })

  test('a big room is told in batches, and of typing nothing', async () => {
    const context = await openStoreContext()
    const { names, joined } = await fill(context, limits.bigRoom)
    expect(joined.some(({ batchDue }) => batchDue)).toBe(false)
    const room = await listenTo(context, 'lobby')
    const more = await Promise.all(['late1', 'late2', 'late3'].map(name => join(context, member(name))))
    expect(more.map(({ batchDue }) => batchDue).filter(Boolean)).toHaveLength(1)
    expect(more[2]?.userCount).toBe(103)
    expect(more[2]?.users).toHaveLength(limits.usersListed)
    await leaveRoom(context, member('late2'))
    await leaveRoom(context, member(names[0] ?? ''))
    await tellTyping(context, 'user_typing', { username: 'late1', roomName: 'lobby', socketId: 's' })
    await tellPresence(context, 'lobby')
    await tellPresence(context, 'lobby')
    await room.barrier()
    expect(room.heard).toHaveLength(1)
    expect(room.heard[0]).toMatchObject({
      event: 'room_presence',
      data: { left: [names[0]], userCount: 101 },
    })
    const told = room.heard.flatMap(({ data }) => (data as { joined: string[] }).joined)
    expect(told.toSorted()).toEqual(['late1', 'late3'])
  })

  test('typing is told to the others in a small room', async () => {
    const context = await openStoreContext()
    const room = await listenTo(context, 'lobby')
    await tellTyping(context, 'user_typing', { username: 'alice', roomName: 'lobby', socketId: 's1' })
    await tellTyping(context, 'user_stop_typing', { username: 'alice', roomName: 'lobby', socketId: 's1' })
    await room.upTo(2)
    expect(room.heard).toEqual([
      { event: 'user_typing', data: { username: 'alice' }, except: ['s1'] },
      { event: 'user_stop_typing', data: { username: 'alice' }, except: ['s1'] },
    ])
  })
})
