import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTalking } from './support/conversation-load.ts'
import { failOver, failures } from './support/fail-over.ts'
import type { KindCluster } from './support/open-cluster.ts'
import { openCluster } from './support/open-cluster.ts'

describe('three nodes on a master that Sentinels watch, while people talk in twelve rooms', () => {
  let cluster: KindCluster
  beforeAll(async () => {
    cluster = await openCluster('sentinel', { env: { SOCKETLINK_WAIT_REPLICAS: '1' } })
  })
  afterAll(() => cluster?.stop())

  test.each(failures)(
    'the master is %s: what a replica was waited for is kept, every room delivers again, and it comes back as a replica',
    async (...failure) => {
      const talk = await startTalking(cluster, 12)
      await talk.untilKept(5)
      await failOver(cluster, talk, failure)
      const { faults, deaf, disconnects, slowestMs, refused } = await talk.stop()
      expect(refused).toBeGreaterThan(0)
      expect(faults).toMatchObject({ lost: 0, doubled: 0, outOfOrder: 0, sharedPlace: 0, echoed: 0 })
      expect([deaf, disconnects]).toEqual([[], []])
      expect(slowestMs).toBeLessThan(3500)
    },
  )
})
