import { setTimeout as delay } from 'node:timers/promises'
import { hasCompiler } from '../faults/breakable-disk.ts'
import { slowSyncs } from '../faults/disk-faults.ts'
import { killRedis } from '../faults/redis-faults.ts'
import { clientsLost, deliveryBackWithin, longestCallWithin, told } from './figures.ts'
import type { Scenario } from './scenario.ts'

const obstacle = async (): Promise<string | undefined> => {
  if (await hasCompiler()) return undefined
  return 'it needs Linux and a C compiler (cc), for the library that slows the syncs of Redis down'
}

export const slowDiskScenario: Scenario = {
  name: 'slow-disk',
  fault: 'each fsync of Redis takes 3 s',
  promise: 'no call longer than 3.5 s, nobody is dropped, nothing is lost',
  obstacle,
  run: async ({ stage, during }) => {
    await during('syncs are slow', async () => {
      await using _slow = await slowSyncs(stage, 3000)
      await delay(5000)
    })
    return outcome => [
      longestCallWithin(outcome, 3500),
      clientsLost(outcome, 0),
      deliveryBackWithin(outcome, 3000),
    ]
  },
}

export const killStalledRedisScenario: Scenario = {
  name: 'kill-stalled-redis',
  fault: 'Redis killed (-9) while its disk stalls, appendfsync everysec',
  promise: 'up to two seconds of acks may be lost, and every client is told; delivery is back within 3 s',
  tolerates: ['toldLost'],
  obstacle,
  run: async ({ stage, during }) => {
    await during('the disk stalls, Redis dies', async () => {
      await using slow = await slowSyncs(stage, 20_000)
      // A sync begins each second; for two more Redis answers and writes nothing.
      await delay(2000)
      await using _dead = killRedis(stage)
      await slow.undo()
      await delay(1000)
    })
    return outcome => [
      told('acked, lost and told', outcome.verdict.counts.toldLost),
      clientsLost(outcome, 0),
      deliveryBackWithin(outcome, 3000),
    ]
  },
}
