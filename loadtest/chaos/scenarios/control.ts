import { setTimeout as delay } from 'node:timers/promises'
import { clientsLost } from './figures.ts'
import { othersUnharmed } from './others-sends.ts'
import type { Scenario } from './scenario.ts'

export const controlScenario: Scenario = {
  name: 'nothing',
  fault: 'nothing is broken: what the figures are compared with',
  promise: "all counts 0; the p99 of sends is what it was, up to the machine's own noise",
  run: async ({ crowd, during }) => {
    await during('nothing is broken', () => delay(3000))
    const names = crowd.clients.map(({ name }) => name)
    return outcome => [...othersUnharmed(outcome, names), clientsLost(outcome, 0)]
  },
}
