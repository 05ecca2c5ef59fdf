import { describe, expect, test } from 'vitest'
import { partitionCount } from '../src/keys.ts'
import { joinRoom } from '../src/presence/join-room.ts'
import { createRoom } from '../src/rooms/create-room.ts'
import { listRooms } from '../src/rooms/list-rooms.ts'
import { sweepRooms } from '../src/rooms/sweep-rooms.ts'
import { openStoreContext } from './support/store-context.ts'

describe('the directory', () => {
  test('pages hold every room once, busiest first', async () => {
    const context = await openStoreContext()
    const expected = new Map<string, number>()
    for (let i = 0; i < 300; i++) {
      const name = `room-${i}`
      await createRoom(context, name)
      // Many rooms of one size, so that pages end between equals.
      const userCount = i % 4
      await context.link.commands.zAdd(context.keys.room(name).partition.rooms, {
        score: userCount,
        value: name,
      })
      expected.set(name, userCount)
    }
    const seen: { roomName: string; userCount: number }[] = []
    let cursor: string | undefined
    do {
      const page = await listRooms(context, { cursor, limit: 7 })
      expect(page.rooms.length).toBeLessThanOrEqual(7)
      seen.push(...page.rooms)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen).toHaveLength(300)
    expect(new Map(seen.map(({ roomName, userCount }) => [roomName, userCount]))).toEqual(expected)
    const counts = seen.map(({ userCount }) => userCount)
    expect(counts).toEqual(counts.toSorted((a, b) => b - a))
  })

  test('a room is made once', async () => {
    const context = await openStoreContext()
    await createRoom(context, 'lobby')
    await expect(createRoom(context, 'lobby')).rejects.toMatchObject({ code: 'room_exists' })
    expect(await listRooms(context, { limit: 10 })).toEqual({
      rooms: [{ roomName: 'lobby', userCount: 0 }],
      nextCursor: null,
    })
  })

  test('a room that nobody joins for long leaves, others stay', async () => {
    const context = await openStoreContext({ unusedRoomSeconds: 0 })
    const inUse = { memberId: 'm', username: 'alice', roomName: 'lobby', incarnation: 'node#1' }
    await createRoom(context, 'lobby')
    await createRoom(context, 'empty')
    await joinRoom(context, inUse, { socketId: 's', after: undefined, mark: 'mark:x' })
    const sweep = async () => {
      const gone = await Promise.all(
        Array.from({ length: partitionCount }, (_, index) => sweepRooms(context, index)),
      )
      return gone.flat()
    }
    expect(await sweep()).toEqual(['empty'])
    expect(await sweep()).toEqual([])
    expect((await listRooms(context, { limit: 10 })).rooms).toEqual([{ roomName: 'lobby', userCount: 1 }])
    await createRoom(context, 'empty')
    const patient = { ...context, options: { ...context.options, unusedRoomSeconds: 60 } }
    for (let index = 0; index < partitionCount; index++) expect(await sweepRooms(patient, index)).toEqual([])
  })

  test.each(['', 'x', '1.2.3', `${'0.'.repeat(63)}-1`])('the cursor %j is refused', async cursor => {
    const context = await openStoreContext()
    await expect(listRooms(context, { cursor, limit: 10 })).rejects.toMatchObject({ code: 'bad_request' })
  })
})
