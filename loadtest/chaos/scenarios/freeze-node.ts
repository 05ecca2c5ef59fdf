import { setTimeout as delay } from 'node:timers/promises'
import { freezeNode } from '../faults/node-faults.ts'
import { claim, clientsBackWithin, clientsLost, hasLogged } from './figures.ts'
import { othersUnharmed } from './others-sends.ts'
import type { Play, Scenario } from './scenario.ts'

/** Stops a node for a time; returns it, and the clients of the others. */
const freeze = async ({ stage, crowd, random, during }: Play, ms: number) => {
  const node = random.pick(stage.cluster.nodes)
  const own = new Set(crowd.on(node))
  const others = crowd.clients.filter(client => !own.has(client)).map(({ name }) => name)
  await during('a node is frozen', async () => {
    await using _frozen = freezeNode(node)
    await delay(ms)
  })
  return { node, others }
}

export const freezeNodeScenario: Scenario = {
  name: 'freeze-node',
  fault: 'a node stopped (SIGSTOP) for 3 s',
  promise: "others' send p99 unchanged; nobody is taken for dead, nobody loses the connection",
  run: async play => {
    const { others } = await freeze(play, 3000)
    return outcome => [
      ...othersUnharmed(outcome, others),
      clientsLost(outcome, 0),
      claim('nodes fenced', hasLogged(outcome, 'fenced') ? 1 : 0, 0),
    ]
  },
}

export const freezeNodeLongScenario: Scenario = {
  name: 'freeze-node-long',
  fault: 'a node stopped (SIGSTOP) for 60 s (short: 12 s)',
  promise: "others' send p99 unchanged; on return it is fenced; no ghosts",
  // Whoever still hangs on the frozen node has left, as far as the others can know.
  tolerates: ['falseLeaves'],
  run: async play => {
    const { node, others } = await freeze(play, play.full ? 60_000 : 12_000)
    return outcome => [
      ...othersUnharmed(outcome, others),
      claim('not fenced', hasLogged(outcome, 'fenced', node.id) ? 0 : 1, 0),
      clientsBackWithin(outcome, undefined),
    ]
  },
}
