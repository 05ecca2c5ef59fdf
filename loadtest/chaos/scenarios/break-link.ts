import { setTimeout as delay } from 'node:timers/promises'
import { blackHole, cutLink, slowDown } from '../faults/link-faults.ts'
import { killConnections } from '../faults/redis-faults.ts'
import { waitForReadiness } from '../stage/watch-readiness.ts'
import { claim, clientsLost, deliveryBackWithin, hasLogged, longestCallWithin } from './figures.ts'
import { othersUnharmed } from './others-sends.ts'
import type { Play, Scenario } from './scenario.ts'

/** Swallows everything between one node and Redis for a time. Returns the node and what was seen of it. */
const swallow = async ({ stage, random, during }: Play, ms: number) => {
  const node = random.pick(stage.cluster.nodes)
  const noticed = await during('the link is a black hole', async () => {
    await using _hole = blackHole(stage.linkOf(node))
    const [unready] = await Promise.all([waitForReadiness(node, false), delay(ms)])
    return unready
  })
  return { node, noticed, back: await waitForReadiness(node, true) }
}

export const blackHoleScenario: Scenario = {
  name: 'black-hole',
  fault: 'link of a node to Redis swallows all, 6 s (short: 5 s)',
  promise: 'noticed within 4 s, the node is unready; holes are filled when it heals; nobody is dropped',
  run: async play => {
    const { noticed, back } = await swallow(play, play.full ? 6000 : 5000)
    return outcome => [
      claim('noticed', noticed, 4000, 'ms'),
      claim('ready again', back, 2000, 'ms'),
      longestCallWithin(outcome, 3500),
      clientsLost(outcome, 0),
      deliveryBackWithin(outcome, 3000),
    ]
  },
}

export const partitionNodeScenario: Scenario = {
  name: 'partition-node',
  fault: 'the same for longer than the lease, 30 s (short: 14 s)',
  promise: 'the others reap it; on return it is fenced and drops its clients, who come back; no ghosts',
  // Its users have left, as far as the others can know; they themselves still hold their connection.
  tolerates: ['falseLeaves'],
  run: async play => {
    const { node, noticed } = await swallow(play, play.full ? 30_000 : 14_000)
    return outcome => [
      claim('noticed', noticed, 4000, 'ms'),
      claim('not fenced', hasLogged(outcome, 'fenced', node.id) ? 0 : 1, 0),
      longestCallWithin(outcome, 3500),
      deliveryBackWithin(outcome, 5000),
    ]
  },
}

export const cutLinkScenario: Scenario = {
  name: 'cut-link',
  fault: 'link of a node to Redis cut, ten times',
  promise: 'holes are filled, nothing twice; nobody is dropped',
  run: async ({ stage, random, during }) => {
    const node = random.pick(stage.cluster.nodes)
    await during('the link is cut', async () => {
      for (let n = 0; n < 10; n++) {
        cutLink(stage.linkOf(node))
        await delay(random.between(50, 500))
      }
    })
    return outcome => [
      clientsLost(outcome, 0),
      longestCallWithin(outcome, 3500),
      deliveryBackWithin(outcome, 3000),
    ]
  },
}

export const killConnectionsScenario: Scenario = {
  name: 'kill-connections',
  fault: 'CLIENT KILL of all subscribers and of all others',
  promise: 'holes are filled, nothing twice; nobody is dropped; no room deaf',
  run: async ({ stage, random, during }) => {
    await during('connections are killed', async () => {
      for (let n = 0; n < 4; n++) {
        await killConnections(stage, n % 2 === 0 ? 'pubsub' : 'normal')
        await delay(random.between(100, 800))
      }
    })
    return outcome => [
      clientsLost(outcome, 0),
      longestCallWithin(outcome, 3500),
      deliveryBackWithin(outcome, 3000),
    ]
  },
}

export const slowLinkScenario: Scenario = {
  name: 'slow-link',
  fault: 'link of a node to Redis slow: 100 ms each way, 64 KiB/s',
  promise: "others' send p99 unchanged; nobody is dropped or taken for dead",
  run: async ({ stage, crowd, random, during }) => {
    const node = random.pick(stage.cluster.nodes)
    const own = new Set(crowd.on(node))
    const others = crowd.clients.filter(client => !own.has(client)).map(({ name }) => name)
    await during('the link is slow', async () => {
      await using _slow = slowDown(stage.linkOf(node), 100, 64 * 1024)
      await delay(4000)
    })
    return outcome => [
      ...othersUnharmed(outcome, others),
      clientsLost(outcome, 0),
      longestCallWithin(outcome, 3500),
    ]
  },
}
