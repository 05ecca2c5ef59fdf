import { mark } from '@socketlink/store'
import { expect, test } from 'vitest'
import { RoomPresence } from '../../src/rooms/room-presence.ts'

// When many join at once, the marks of the others stand between the events that came since one's own moment.
test('marks of others who look at the room at the same time are no change of who is there', () => {
  const presence = new RoomPresence({ users: ['alice'], userCount: 1 })
  const joined = Buffer.from(
    `{"uid":"emitter","type":3,"nsp":"/","data":{"opts":{"rooms":["r"],"except":[],"flags":{}},"packet":{"type":2,"nsp":"/","data":["user_joined",{"username":"carol","userCount":3}]}}}`,
  )
  const behind = [Buffer.from(mark('one')), joined, Buffer.from(mark('another'))]
  expect(presence.compare({ users: ['alice', 'bob'], userCount: 2 }, behind)).toEqual({
    joined: ['bob', 'carol'],
    left: [],
    userCount: 3,
  })
  expect(presence.take(Buffer.from(mark('later')))).toBe(true)
  expect(presence.userCount).toBe(1)
})
