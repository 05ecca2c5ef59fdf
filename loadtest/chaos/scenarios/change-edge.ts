import { setTimeout as delay } from 'node:timers/promises'
import { reloadEdge, scaleDown } from '../faults/edge-faults.ts'
import { claim, clientsBackWithin, clientsLost } from './figures.ts'
import type { Scenario } from './scenario.ts'
import { fiveNodes } from './stages.ts'

export const reloadNginxScenario: Scenario = {
  name: 'reload-nginx',
  fault: 'nginx reloads its configuration, three times',
  promise: 'no socket is lost',
  run: async ({ stage, during }) => {
    await during('nginx reloads', async () => {
      for (let n = 0; n < 3; n++) {
        await reloadEdge(stage)
        await delay(500)
      }
    })
    return outcome => [clientsLost(outcome, 0)]
  },
}

export const scaleScenario: Scenario = {
  name: 'scale',
  fault: 'five nodes become two and five again, under load',
  promise: 'each drains within 10 s and exits with 0; every client goes on by itself',
  stage: fiveNodes,
  run: async ({ stage, during }) => {
    const departures = await during('nodes go and come', async () => {
      const scaled = await scaleDown(stage, 2)
      await using _few = scaled.fault
      await delay(1000)
      return scaled.departures
    })
    return outcome => [
      claim('longest drain', Math.max(...departures.map(({ ms }) => ms)), 10_000, 'ms'),
      claim('exits that were not 0', departures.filter(({ code }) => code !== 0).length, 0),
      clientsBackWithin(outcome, 10_000),
    ]
  },
}
