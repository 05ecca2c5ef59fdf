import { setTimeout as delay } from 'node:timers/promises'
import { startLoad } from '../clients/steady-load.ts'
import { type Judgement, judgeScene, type Scene } from '../judge-scene.ts'
import { scenarios } from '../scenarios/all.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { waitUntil } from '../wait-until.ts'

/** Faults that need nothing but the usual stage and a crowd. */
export const soakScenarios: readonly Scenario[] = scenarios.filter(
  ({ name, stage }) => stage === undefined && name !== 'nothing',
)

/** Sends of each client in a second. */
const perSecond = 1
/** How long the load goes on before anything is broken, in ms. */
const calmMs = 5000

/** The scenario without the claims beside the counts: times and ratios are judged in rounds. */
const countsAlone = (scenario: Scenario): Scenario => ({
  ...scenario,
  run: async play => {
    await scenario.run(play)
    return () => []
  },
})

/**
 * One minute of a soak: everybody is told anew who is where, then load, one fault, load until the minute is over, and the
 * judgement of what was recorded meanwhile.
 */
export const playMinute = async (
  scene: Omit<Scene, 'begin'>,
  scenario: Scenario,
  { seed, minuteMs }: { seed: number; minuteMs: number },
): Promise<Judgement> => {
  const { crowd, recorder } = scene
  const begin = recorder.now()
  recorder.clear()
  for (const client of crowd.clients) client.refresh()
  await waitUntil(() => crowd.clients.every(client => client.isSettled), 10_000)
  const load = startLoad(crowd.clients, { seed, perSecond })
  try {
    await delay(calmMs)
    return await judgeScene({ ...scene, begin }, countsAlone(scenario), {
      ...{ seed, full: false },
      endLoad: async () => {
        await delay(Math.max(0, begin + minuteMs - recorder.now()))
        load.stop()
      },
    })
  } finally {
    load.stop()
  }
}
