import { describe, expect, it } from 'vitest'
import { HostedRooms } from '../../src/rooms/hosted-rooms.ts'

const room = '{p00}:room:lobby'
const encode = (event: string, data: object): Buffer =>
  Buffer.from(
    `{"uid":"emitter","type":3,"nsp":"/","data":{"opts":{"rooms":["${room}"],"except":[],"flags":{}},"packet":{"type":2,"nsp":"/","data":["${event}",${JSON.stringify(data)}]}}}`,
  )
const joined = (username: string, userCount: number): Buffer => encode('user_joined', { username, userCount })
const left = (username: string, userCount: number): Buffer => encode('user_left', { username, userCount })
const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `user${n}`)

const host = (users = ['alice', 'bob'], userCount = users.length): HostedRooms => {
  const rooms = new HostedRooms()
  rooms.enter(room, { roomName: 'lobby', users, userCount, epoch: 'a', seq: 5 }, [])
  return rooms
}

describe('a room that this node hosts', () => {
  it('knows how far its members are: as they entered, and by each message that has a place', () => {
    const rooms = host()
    expect(rooms.headOf(room)).toEqual({ epoch: 'a', seq: 5 })
    // A text that looks like a place is none.
    rooms.take(room, encode('new_message', { text: '"seq":9', messageId: 'provisional' }))
    expect(rooms.headOf(room)).toEqual({ epoch: 'a', seq: 5 })
    rooms.take(room, encode('new_message', { text: 'x', seq: 6, epoch: 'a' }))
    expect(rooms.headOf(room)).toEqual({ epoch: 'a', seq: 6 })
    rooms.take(room, encode('room_head', { roomName: 'lobby', epoch: 'b', seq: 2 }))
    expect(rooms.headOf(room)).toEqual({ epoch: 'b', seq: 2 })
    rooms.forget(room)
    expect(rooms.headOf(room)).toBeUndefined()
    expect(rooms.names).toEqual([])
  })

  it('another who enters brings no place back that was passed meanwhile', () => {
    const rooms = host()
    const behind = encode('new_message', { seq: 7, epoch: 'a' })
    rooms.take(room, behind)
    rooms.enter(room, { roomName: 'lobby', users: ['alice', 'bob'], userCount: 2, epoch: 'a', seq: 6 }, [
      behind,
    ])
    expect(rooms.headOf(room)).toEqual({ epoch: 'a', seq: 7 })
  })

  it('tells nobody twice that somebody has come or gone', () => {
    const rooms = host()
    expect(rooms.take(room, left('bob', 1))).toBe(true)
    expect(rooms.take(room, left('bob', 1))).toBe(false)
    expect(rooms.presenceIn(room)?.userCount).toBe(1)
    expect(rooms.take(room, joined('alice', 1))).toBe(false)
    expect(rooms.take(room, joined('carol', 2))).toBe(true)
    const batch = { joined: ['carol'], left: ['bob'], userCount: 2 }
    expect(rooms.take(room, encode('room_presence', batch))).toBe(false)
    expect(rooms.take(room, encode('room_presence', { joined: [], left: [], userCount: 2 }))).toBe(true)
    expect(rooms.take(room, encode('user_typing', { username: 'bob' }))).toBe(true)
    expect(rooms.presenceIn(room)?.has('carol')).toBe(true)
  })

  it('finds what its members have missed, past what came since the moment of the truth', () => {
    const rooms = host(['alice', 'bob'])
    rooms.take(room, joined('dave', 3))
    const truth = { users: ['alice', 'carol'], userCount: 2 }
    expect(rooms.presenceIn(room)?.compare(truth, [joined('dave', 3)])).toEqual({
      joined: ['carol'],
      left: ['bob'],
      userCount: 3,
    })
    expect(
      rooms.presenceIn(room)?.compare({ users: ['alice', 'bob'], userCount: 2 }, [joined('dave', 3)]),
    ).toEqual({ joined: [], left: [], userCount: 3 })
  })

  it('knows only the count of a big room, and names again when it is small', () => {
    const rooms = host(names(100))
    expect(rooms.take(room, joined('one-more', 101))).toBe(true)
    expect(rooms.presenceIn(room)?.has('one-more')).toBeUndefined()
    expect(rooms.take(room, left('nobody-known', 100))).toBe(true)
    const presence = rooms.presenceIn(room)
    expect(presence?.userCount).toBe(100)
    expect(presence?.compare({ users: [], userCount: 150 }, [])).toEqual({
      joined: [],
      left: [],
      userCount: 150,
    })
    expect(presence?.compare({ users: ['alice'], userCount: 1 }, [])).toEqual({
      joined: [],
      left: [],
      userCount: 1,
    })
    expect(presence?.has('alice')).toBe(true)
    expect(host(names(100), 300).presenceIn(room)?.has('user1')).toBeUndefined()
  })
})
