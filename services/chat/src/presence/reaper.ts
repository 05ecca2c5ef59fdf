import type { Store } from '@socketlink/store'
import type { Holdings } from './holdings.ts'

/**
 * Ends what a dead node held for its clients: declares it dead, then leaves its memberships by the same call that its
 * sockets would have used. Any number of nodes may do it at once, and one that dies over it is followed by another.
 *
 * @returns how much was ended
 */
export const reap = async (
  store: Store,
  holdings: Holdings,
  incarnation: string,
): Promise<{ memberships: number; connections: number }> => {
  const ended = { memberships: 0, connections: 0 }
  await store.nodes.fence(incarnation)
  for (let partition = 0; partition < store.partitionCount; partition++) {
    await store.nodes.fencePartition(incarnation, partition)
    for (;;) {
      const remains = await store.nodes.remains(incarnation, partition)
      if (remains.length === 0) break
      await Promise.all(
        remains.map(item => {
          if (item.kind === 'connection') {
            ended.connections++
            return store.connections.close(item.connection)
          }
          ended.memberships++
          return holdings.leaveFor(item.membership)
        }),
      )
    }
  }
  await store.nodes.forget(incarnation)
  return ended
}
