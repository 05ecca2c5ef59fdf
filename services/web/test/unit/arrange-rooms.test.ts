import { describe, expect, test } from 'vitest'
import { arrangeRooms } from '../../src/rooms/arrange-rooms.ts'

const rooms = [
  { roomName: 'beta', userCount: 1 },
  { roomName: 'Alpha', userCount: 1 },
  { roomName: 'gamma', userCount: 9 },
]
const namesOf = (list: ReturnType<typeof arrangeRooms>): string[] => list.map(room => room.roomName)

describe('the list of rooms', () => {
  test('begins with the busiest', () => {
    expect(namesOf(arrangeRooms(rooms, '', undefined, 0))).toEqual(['gamma', 'Alpha', 'beta'])
  })

  test('is filtered by a part of the name, without regard to case', () => {
    expect(namesOf(arrangeRooms(rooms, ' AL', undefined, 0))).toEqual(['Alpha'])
    expect(arrangeRooms(rooms, 'nothing', undefined, 0)).toEqual([])
  })

  test('always has the room we are in, with the count it tells itself', () => {
    expect(arrangeRooms(rooms, 'nothing', 'beta', 4)).toEqual([{ roomName: 'beta', userCount: 4 }])
    expect(arrangeRooms(rooms, 'nothing', 'new', 0)).toEqual([{ roomName: 'new', userCount: 0 }])
  })
})
