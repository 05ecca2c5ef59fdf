import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SlotMover } from '../../../store/test/kinds/support/slot-mover.ts'
import { startTalking } from './support/conversation-load.ts'
import type { KindCluster } from './support/open-cluster.ts'
import { openCluster } from './support/open-cluster.ts'

describe('three nodes on a Redis Cluster, while people talk in twelve rooms', () => {
  let cluster: KindCluster
  beforeAll(async () => {
    cluster = await openCluster('cluster')
  })
  afterAll(() => cluster?.stop())

  test('each slot is moved to another server: nothing lost, doubled, out of order; no room deaf', async () => {
    const talk = await startTalking(cluster, 12)
    await talk.untilKept(5)
    const mover = await SlotMover.open(cluster.group)
    const slots = new Set(await Promise.all(talk.rooms.map(name => mover.slotOf(name))))
    expect(slots.size).toBeGreaterThan(8)
    for (const slot of slots) await mover.move(slot)
    await talk.untilKept(5)
    // And on to a third one: the way of those that have moved once.
    for (const slot of slots) await mover.move(slot)
    await talk.untilKept(5)
    await mover.close()
    const { faults, deaf, disconnects, slowestMs } = await talk.stop()
    expect(faults).toEqual({ lost: 0, doubled: 0, outOfOrder: 0, phantom: 0, sharedPlace: 0 })
    expect([deaf, disconnects]).toEqual([[], []])
    expect(slowestMs).toBeLessThan(3500)
    talk.close()
  })

  test('a master is killed: the rooms of the others go on, its replica takes over, the old one comes back', async () => {
    const talk = await startTalking(cluster, 12)
    await talk.untilKept(5)
    const [victim] = cluster.group.servers
    if (victim === undefined) throw new Error('there is no server')
    victim.kill('SIGKILL')
    await talk.untilKept(5)
    await victim.start()
    await talk.untilKept(5)
    const { faults, deaf, disconnects, slowestMs, refused } = await talk.stop()
    expect(refused).toBeGreaterThan(0)
    expect(faults).toMatchObject({ doubled: 0, outOfOrder: 0, sharedPlace: 0 })
    expect([deaf, disconnects]).toEqual([[], []])
    expect(slowestMs).toBeLessThan(3500)
    talk.close()
  })
})
