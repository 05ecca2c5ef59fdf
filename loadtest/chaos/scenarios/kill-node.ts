import { setTimeout as delay } from 'node:timers/promises'
import { killNode } from '../faults/node-faults.ts'
import { clientsBackWithin } from './figures.ts'
import type { Scenario } from './scenario.ts'

export const killNodeScenario: Scenario = {
  name: 'kill-node',
  fault: 'kill -9 of a node under load',
  promise: 'its clients are back within 5 s; of two who stay away no ghost after 12 s, one user_left each',
  run: async ({ stage, crowd, random, during }) => {
    const node = random.pick(stage.cluster.nodes)
    const victims = crowd.on(node)
    await during('a node is dead', async () => {
      await using _dead = await killNode(stage, node)
      for (const client of victims.slice(0, 2)) client.retire()
      await delay(3000)
    })
    return outcome => [clientsBackWithin(outcome, 5000)]
  },
}
