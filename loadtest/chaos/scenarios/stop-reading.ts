import { setTimeout as delay } from 'node:timers/promises'
import type { ChatNode } from '../../../deploy/local/cluster.ts'
import { residentBytes } from '../../resident-memory.ts'
import type { ChaosClient } from '../clients/chaos-client.ts'
import { waitUntil } from '../wait-until.ts'
import { claim, told } from './figures.ts'
import { othersUnharmed } from './others-sends.ts'
import type { Play, Scenario } from './scenario.ts'
import { clientBudgetMiB, plainStage } from './stages.ts'

const MiB = 1024 * 1024
/** Four bytes each on the wire. */
const longText = '🌊'.repeat(1000)
const slowClients = 8
/** The whole history in one answer to a join, beside the budget: 100 of these messages. */
const answerMiB = 0.5
/** Messages a second in the flood: 4 MB a second for each member. */
const floodRate = 400

/** Lets speakers send long messages in turn. Resolves with the most that the node held meanwhile, in MiB. */
const flood = async (speakers: readonly ChaosClient[], node: ChatNode, count: number): Promise<number> => {
  const begin = performance.now()
  let most = 0
  for (let n = 0; n < count; n++) {
    speakers[n % speakers.length]?.say(longText)
    const ahead = (n * 1000) / floodRate - (performance.now() - begin)
    if (ahead > 20) await delay(ahead)
    if (n % 50 === 0) most = Math.max(most, residentBytes([node.pid]))
  }
  await waitUntil(() => speakers.every(({ isSettled }) => isSettled), 20_000, 20)
  return Math.max(most, residentBytes([node.pid])) / MiB
}

const enlistSlow = async ({ crowd }: Play, node: ChatNode): Promise<ChaosClient[]> => {
  const clients: ChaosClient[] = []
  // Past nginx, so that all are on one node and nothing else holds their bytes.
  for (let n = 0; n < slowClients; n++) clients.push(await crowd.enlist(node.url))
  return clients
}

export const stopReadingScenario: Scenario = {
  name: 'stop-reading',
  fault: 'eight clients stop reading in a flooded room',
  promise:
    "less is sent, then nothing, and past their budget they are cut: the node grows by no more; others' send p99 unchanged",
  stage: plainStage,
  // What they did not read is more than the history keeps; they are told.
  tolerates: ['gaps'],
  obstacle: async () => (process.platform === 'linux' ? undefined : 'memory is read from /proc, Linux only'),
  run: async play => {
    const { stage, crowd, recorder, during, full } = play
    const node = stage.cluster.nodes[0] as ChatNode
    const slow = await enlistSlow(play, node)
    const room = slow[0]?.roomName
    const speakers = crowd.clients.filter(({ roomName }) => roomName === room).slice(0, 6)
    const others = crowd.clients.filter(({ roomName }) => roomName !== room).map(({ name }) => name)
    const count = full ? 6000 : 2000
    const calm = { from: recorder.now(), until: 0 }
    const before = await flood(speakers, node, count)
    calm.until = recorder.now()
    const broken = { from: recorder.now(), until: 0 }
    const most = await during('eight clients do not read', async () => {
      for (const client of slow) client.setReading(false)
      return await flood(speakers, node, count)
    })
    broken.until = recorder.now()
    for (const client of slow) client.setReading(true)
    const names = new Set(slow.map(({ name }) => name))
    return outcome => {
      const cut = outcome.history.of('disconnected').filter(({ client }) => names.has(client))
      return [
        told('not read, MiB', (slowClients * count * 4000) / MiB),
        claim('growth of the node, MiB', most - before, slowClients * (clientBudgetMiB + answerMiB)),
        told('connections of theirs cut', cut.length),
        ...othersUnharmed(outcome, others, calm, broken),
      ]
    }
  },
}
