import { beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { uniqueName } from '../../support/person.ts'
import { errorBody } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

interface RoomsPage {
  rooms: { roomName: string; userCount: number }[]
  nextCursor: string | null
}

describe('GET /api/rooms', () => {
  // A directory that others change meanwhile has no fixed pages, so this one is its own.
  const target = useTarget({ alone: true })
  let alice: Client
  let bob: Client
  beforeAll(async () => {
    ;[alice, bob] = await target.conversation('alice', 'bob')
  })

  const readAll = async (limit: number): Promise<RoomsPage['rooms']> => {
    const rooms: RoomsPage['rooms'] = []
    let cursor: string | null = null
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const { status, body } = await alice.person.api<RoomsPage>(`/api/rooms?limit=${limit}${query}`)
      expect(status).toBe(200)
      expect(body.rooms.length).toBeLessThanOrEqual(limit)
      rooms.push(...body.rooms)
      cursor = body.nextCursor
    } while (cursor !== null)
    return rooms
  }

  it('lists every room with its members, page by page', async () => {
    const names = Array.from({ length: 7 }, () => uniqueName('listed'))
    for (const roomName of names) await alice.succeed('create_room', { roomName })
    await alice.join(names[0] as string)
    await bob.join(names[0] as string)
    const expected = names.map((roomName, n) => ({ roomName, userCount: n === 0 ? 2 : 0 }))
    for (const limit of [3, 200]) {
      const rooms = await readAll(limit)
      expect(new Set(rooms.map(room => room.roomName)).size).toBe(rooms.length)
      expect(rooms).toEqual(expect.arrayContaining(expected))
    }
  })

  it('forgets a room when its last member leaves', async () => {
    const roomName = uniqueName('short')
    await alice.join(roomName)
    expect(await readAll(200)).toContainEqual({ roomName, userCount: 1 })
    await alice.leave()
    expect((await readAll(200)).map(room => room.roomName)).not.toContain(roomName)
  })

  it.each(['limit=0', 'limit=201', 'limit=x', 'sort=name'])('answers 400 to ?%s', async query => {
    const answer = await alice.person.api(`/api/rooms?${query}`)
    expect(answer).toMatchObject({ status: 400, body: errorBody('bad_request') })
  })

  it('survives a cursor it never gave', async () => {
    for (const cursor of ['%00', 'x', '-1', '[[']) {
      expect([200, 400]).toContain((await alice.person.api(`/api/rooms?cursor=${cursor}`)).status)
    }
  })
})
