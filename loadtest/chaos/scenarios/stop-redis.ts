import { setTimeout as delay } from 'node:timers/promises'
import { freezeRedis, killRedis, stopRedis, syncAlways } from '../faults/redis-faults.ts'
import { waitForReadiness } from '../stage/watch-readiness.ts'
import { claim, clientsLost, deliveryBackWithin, longestCallWithin, sendsAnsweredWithin } from './figures.ts'
import type { Scenario } from './scenario.ts'
import { hastyStage } from './stages.ts'

/** How long Redis is gone, in ms. */
const awayMs = 2000

export const restartRedisScenario: Scenario = {
  name: 'restart-redis',
  fault: 'Redis restarted, AOF on',
  promise:
    'no crash, no socket lost; sends are answered within 1 s; delivery is back within 3 s; no room deaf',
  run: async ({ stage, during }) => {
    await during('Redis is down', async () => {
      await using _down = await stopRedis(stage)
      await delay(awayMs)
    })
    return outcome => [
      clientsLost(outcome, 0),
      sendsAnsweredWithin(outcome, 1000),
      deliveryBackWithin(outcome, 3000),
    ]
  },
}

export const killRedisScenario: Scenario = {
  name: 'kill-redis',
  fault: 'Redis killed (-9), appendfsync always',
  promise: 'nothing that was acked is lost; delivery is back within 3 s',
  run: async ({ stage, during }) => {
    await syncAlways(stage)
    await during('Redis is dead', async () => {
      await using _dead = killRedis(stage)
      await delay(awayMs)
    })
    return outcome => [clientsLost(outcome, 0), deliveryBackWithin(outcome, 3000)]
  },
}

export const loseRedisScenario: Scenario = {
  name: 'lose-redis',
  fault: 'Redis killed (-9), AOF off: all is lost',
  promise: 'every client sees the new epoch, nothing is lost in silence; delivery is back within 3 s',
  stage: hastyStage,
  tolerates: ['toldLost'],
  run: async ({ stage, during }) => {
    await during('Redis is dead', async () => {
      await using _dead = killRedis(stage)
      await delay(awayMs)
    })
    return outcome => [clientsLost(outcome, 0), deliveryBackWithin(outcome, 3000)]
  },
}

export const freezeRedisScenario: Scenario = {
  name: 'freeze-redis',
  fault: 'Redis stopped (SIGSTOP) for 10 s',
  promise: 'no call longer than 3.5 s, no socket lost; delivery is back within 2 s',
  run: async ({ stage, during }) => {
    const node = stage.cluster.nodes[0] as { url: string }
    const unready = await during('Redis is frozen', async () => {
      await using _frozen = freezeRedis(stage)
      const [noticed] = await Promise.all([waitForReadiness(node, false), delay(10_000)])
      return noticed
    })
    return outcome => [
      claim('noticed', unready, 4000, 'ms'),
      longestCallWithin(outcome, 3500),
      clientsLost(outcome, 0),
      deliveryBackWithin(outcome, 2000),
    ]
  },
}
