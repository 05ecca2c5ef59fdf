import { checkHistory, countNames, type Verdict } from './checker/check-history.ts'
import { indexHistory } from './checker/index-history.ts'
import type { KeptRoom, RecordedHistory } from './checker/recorded-history.ts'
import type { Crowd } from './clients/crowd.ts'
import type { Recorder } from './clients/recorder.ts'
import { seededRandom } from './clients/seeded-random.ts'
import { collectRooms, settleCrowd } from './collect-rooms.ts'
import type { TcpProxy } from './faults/tcp-proxy.ts'
import type { Claim, Scenario } from './scenarios/scenario.ts'
import type { Stage } from './stage/open-stage.ts'

/** A crowd under load on a stage. */
export interface Scene {
  stage: Stage
  crowd: Crowd
  recorder: Recorder
  edgeLink: TcpProxy
  /** When what is to be judged began, in ms of `performance.now()`. */
  begin: number
}

export interface Judgement {
  verdict: Verdict
  claims: Claim[]
  /** What does not hold, in words: counts above 0 that are not tolerated, claims, errors in the nodes' logs. */
  failures: string[]
  history: RecordedHistory
}

/** What was told of comings and goings is right again so long after a fault, in ms; else it is counted. */
const viewsMs = 15_000

const listFailures = (scenario: Scenario, verdict: Verdict, claims: readonly Claim[]): string[] => [
  ...countNames
    .filter(count => verdict.counts[count] > 0 && !scenario.tolerates?.includes(count))
    .map(count => `${count} ${verdict.counts[count]}: ${verdict.findings[count]?.[0]}`),
  // What is not a number was not measured, and holds nothing.
  ...claims
    .filter(({ value, atMost }) => atMost !== undefined && !(value <= atMost))
    .map(({ what, value, atMost, unit }) => `${what}: ${value.toFixed(1)} ${unit}, at most ${atMost}`),
]

/** Collects and judges, and does so again while clients may still be told who came and went. */
const checkRooms = async (scene: Scene): Promise<{ history: RecordedHistory; verdict: Verdict }> => {
  const { stage, crowd, recorder } = scene
  const deadline = Math.max(...recorder.windows.map(({ end }) => end)) + viewsMs
  for (;;) {
    const rooms: KeptRoom[] = await collectRooms(crowd, recorder, stage.asker)
    const history: RecordedHistory = { events: [...recorder.events], clients: crowd.facts(), rooms }
    const verdict = checkHistory(history)
    const { staleViews, untoldLeaves } = verdict.counts
    if (staleViews + untoldLeaves === 0 || performance.now() > deadline) return { history, verdict }
  }
}

/** Plays a scenario in a scene, waits until everybody has settled, and judges all that was recorded since its begin. */
export const judgeScene = async (
  scene: Scene,
  scenario: Scenario,
  { seed, full, endLoad }: { seed: number; full: boolean; endLoad(): Promise<void> },
): Promise<Judgement> => {
  const { stage, crowd, recorder, edgeLink, begin } = scene
  const errorsBefore = stage.log.errors.length
  const judge = await scenario.run({
    ...{ stage, crowd, recorder, full, edgeLink },
    random: seededRandom(seed, -1),
    during: (what, act) => recorder.during(what, act),
  })
  await settleCrowd(crowd, endLoad)
  const { history, verdict } = await checkRooms(scene)
  const { windows } = recorder
  const claims = judge({ verdict, stage, begin, windows, history: indexHistory(history) })
  const errors = stage.log.errors.slice(errorsBefore)
  const logged =
    errors.length === 0 ? [] : [`nodes logged ${errors.length} errors: ${errors[0]?.slice(0, 500)}`]
  return { verdict, claims, history, failures: [...listFailures(scenario, verdict, claims), ...logged] }
}
