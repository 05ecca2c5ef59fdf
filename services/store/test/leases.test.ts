import { describe, expect, test } from 'vitest'
import { closeConnection, openConnection } from '../src/connections/connections.ts'
import {
  fenceNode,
  fencePartition,
  forgetNode,
  listRemains,
  renewLease,
  retireNode,
} from '../src/nodes/leases.ts'
import { joinRoom } from '../src/presence/join-room.ts'
import { leaveRoom } from '../src/presence/leave-room.ts'
import { readStats } from '../src/read-stats.ts'
import { openStoreContext } from './support/store-context.ts'

const lease = (incarnation: string, leaseMs = 8000, connections = 0) => ({
  incarnation,
  leaseMs,
  connections,
})

describe('leases', () => {
  test('a lease that ran out is told to others, and still renewed until it is fenced', async () => {
    const context = await openStoreContext()
    expect(await renewLease(context, lease('a#1', 0))).toEqual({ renewed: true, expired: [] })
    expect(await renewLease(context, lease('b#1'))).toEqual({ renewed: true, expired: ['a#1'] })
    expect(await renewLease(context, lease('a#1', 0))).toMatchObject({ renewed: true })
    await fenceNode(context, 'a#1')
    expect(await renewLease(context, lease('a#1'))).toMatchObject({ renewed: false })
    await forgetNode(context, 'a#1')
    expect(await renewLease(context, lease('b#1'))).toEqual({ renewed: true, expired: [] })
    expect(await renewLease(context, lease('a#1'))).toMatchObject({ renewed: false })
  })

  test('a node that retires is out of the count at once and runs out soon', async () => {
    const context = await openStoreContext()
    await renewLease(context, lease('a#1', 8000, 7))
    await renewLease(context, lease('b#1', 8000, 5))
    expect(await readStats(context)).toMatchObject({ connections: 12, nodes: 2 })
    await retireNode(context, 'a#1', 0)
    expect(await readStats(context)).toMatchObject({ connections: 5, nodes: 1 })
    expect(await renewLease(context, lease('b#1'))).toMatchObject({ expired: ['a#1'] })
  })

  test('what a node holds is listed until it is given back', async () => {
    const context = await openStoreContext()
    const incarnation = 'a#1'
    const membership = { memberId: 'm.1', username: 'alice', roomName: 'Straße', incarnation }
    const connection = { connectionId: 'c1', username: 'alice', incarnation }
    await joinRoom(context, membership, { socketId: 's', after: undefined, mark: 'mark:x' })
    await openConnection(context, connection)
    const rooms = context.keys.room('Straße').partition.index
    const users = context.keys.user('alice').index
    expect(await listRemains(context, incarnation, rooms)).toContainEqual({ kind: 'membership', membership })
    expect(await listRemains(context, incarnation, users)).toContainEqual({ kind: 'connection', connection })
    await leaveRoom(context, membership)
    await closeConnection(context, connection)
    expect(await listRemains(context, incarnation, rooms)).toEqual([])
    expect(await listRemains(context, incarnation, users)).toEqual([])
  })
})

describe('connections', () => {
  test('are counted for each user up to the limit, once each', async () => {
    const context = await openStoreContext({ limits: { connectionsPerUser: 2 } })
    const open = (connectionId: string, username = 'alice') =>
      openConnection(context, { connectionId, username, incarnation: 'a#1' })
    await Promise.all([open('c1'), open('c1'), open('c1')])
    await open('c2')
    await expect(open('c3')).rejects.toMatchObject({ code: 'too_many_connections' })
    await open('c9', 'bob')
    expect((await readStats(context)).users).toEqual({ online: 2 })
    const close = (connectionId: string, username = 'alice') =>
      closeConnection(context, { connectionId, username, incarnation: 'a#1' })
    await Promise.all([close('c1'), close('c1')])
    await open('c3')
    await Promise.all([close('c2'), close('c3'), close('c9', 'bob')])
    expect((await readStats(context)).users).toEqual({ online: 0 })
  })

  test('a fenced node may open none', async () => {
    const context = await openStoreContext()
    await fencePartition(context, 'a#1', context.keys.user('alice').index)
    const connection = { connectionId: 'c', username: 'alice', incarnation: 'a#1' }
    await expect(openConnection(context, connection)).rejects.toMatchObject({ name: 'FencedError' })
  })
})
