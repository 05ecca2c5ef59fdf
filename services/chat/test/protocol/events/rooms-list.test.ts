import { describe, expect, it } from 'vitest'
import { uniqueName } from '../../support/person.ts'
import { useTarget } from '../../support/target.ts'

describe('rooms_list: on connect, at most 200, busiest first', () => {
  const target = useTarget()

  it('comes once, to every socket', async () => {
    const [alice] = await target.conversation('alice')
    await alice.next('rooms_list')
    await alice.join(uniqueName('any'))
    expect(alice.events('rooms_list')).toHaveLength(1)
  })

  it('counts users, on whichever nodes they are', async () => {
    const [alice, bob, carol] = await target.conversation('alice', 'bob', 'carol')
    const roomName = uniqueName('counted')
    await alice.join(roomName)
    await bob.join(roomName)
    const tab = await bob.person.connect({ awayFrom: [bob] })
    await tab.join(roomName)
    const later = await carol.person.connect()
    expect(await later.next('rooms_list')).toContainEqual({ roomName, userCount: 2 })
  })

  it('keeps to 200 when there are more', async () => {
    const [alice, bob] = await target.conversation('alice', 'bob')
    const [busy, quiet] = [uniqueName('busy'), uniqueName('quiet')]
    const names = Array.from({ length: 210 }, () => uniqueName('many'))
    await Promise.all(names.map(roomName => alice.succeed('create_room', { roomName })))
    await alice.join(busy)
    await bob.join(busy)
    const tab = await bob.person.connect()
    await tab.join(quiet)
    const later = await alice.person.connect()
    const list = await later.next('rooms_list')
    expect(list).toHaveLength(200)
    const counts = list.map(room => room.userCount)
    expect(counts).toEqual(counts.toSorted((a, b) => b - a))
    const place = (roomName: string): number => list.findIndex(room => room.roomName === roomName)
    expect(place(busy)).toBeGreaterThanOrEqual(0)
    expect(place(busy)).toBeLessThan(place(quiet))
  })
})
