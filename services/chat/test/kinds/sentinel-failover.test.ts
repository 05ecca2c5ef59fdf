import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTalking } from './support/conversation-load.ts'
import type { KindCluster } from './support/open-cluster.ts'
import { openCluster } from './support/open-cluster.ts'

describe('three nodes on a master that Sentinels watch, while people talk in twelve rooms', () => {
  let cluster: KindCluster
  beforeAll(async () => {
    cluster = await openCluster('sentinel', { env: { SOCKETLINK_WAIT_REPLICAS: '1' } })
  })
  afterAll(() => cluster?.stop())

  /** The server that the Sentinels name. */
  const findMaster = async () => {
    const { group } = cluster
    const [sentinel] = group.sentinels
    if (sentinel === undefined) throw new Error('there is no Sentinel')
    const [, port] = (await group.ask(sentinel, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'socketlink')).split(
      '\n',
    )
    const server = group.servers.find(candidate => candidate.port === Number(port))
    if (server === undefined) throw new Error(`no server has port ${port}`)
    return server
  }

  test('the master is killed: what a replica was waited for is kept, and every room delivers again', async () => {
    const talk = await startTalking(cluster, 12)
    await talk.untilKept(5)
    const victim = await findMaster()
    victim.kill('SIGKILL')
    await talk.untilKept(5)
    expect((await findMaster()).name).not.toBe(victim.name)
    // It comes back as the master that it was, until a Sentinel tells it otherwise: nobody may follow it.
    await victim.start()
    await talk.untilKept(5)
    const { faults, deaf, disconnects, slowestMs, refused } = await talk.stop()
    expect(refused).toBeGreaterThan(0)
    expect(faults).toMatchObject({ lost: 0, doubled: 0, outOfOrder: 0, sharedPlace: 0 })
    expect([deaf, disconnects]).toEqual([[], []])
    expect(slowestMs).toBeLessThan(3500)
    talk.close()
  })
})
