import { setTimeout as delay } from 'node:timers/promises'
import type { ClientKind } from './clients/chaos-client.ts'
import { openCrowd } from './clients/crowd.ts'
import { Recorder } from './clients/recorder.ts'
import { startLoad } from './clients/steady-load.ts'
import { startTcpProxy } from './faults/tcp-proxy.ts'
import { type Judgement, judgeScene } from './judge-scene.ts'
import type { Scenario, ScenarioLoad } from './scenarios/scenario.ts'
import type { Stage } from './stage/open-stage.ts'

export interface RoundOptions {
  seed: number
  /** The lengths that the promises speak of; else shorter ones. */
  full: boolean
  clients: ClientKind
}

export interface RoundResult extends Judgement {
  scenario: Scenario
  seed: number
  recorder: Recorder
  /** When the load began, in ms of `performance.now()`. */
  begin: number
}

const usualLoad: ScenarioLoad = { clients: 24, rooms: 4, perSecond: 2 }
/** How long the load goes on before anything is broken, in ms. */
const calmMs = 2000

/** One round of a scenario on a stage: load, fault, end of load, and the judgement of all that was recorded. */
export const playRound = async (
  stage: Stage,
  scenario: Scenario,
  options: RoundOptions,
): Promise<RoundResult> => {
  const { seed, full } = options
  const recorder = new Recorder()
  const wanted = { ...usualLoad, ...scenario.load?.(full) }
  const { clients, users = clients, rooms, perSecond, throughEdgeLink } = wanted
  await using cleanUp = new AsyncDisposableStack()
  const edgeLink = await startTcpProxy(Number(new URL(stage.url).port))
  cleanUp.defer(() => edgeLink.close())
  const url = throughEdgeLink ? `http://127.0.0.1:${edgeLink.port}` : stage.url
  const name = `${scenario.name}-${seed}`
  const crowd = await openCrowd(stage, { clients, kind: options.clients, users, rooms, recorder, url, name })
  cleanUp.defer(() => crowd.close())
  const load = startLoad(crowd.clients, { seed, perSecond })
  cleanUp.defer(() => load.stop())
  const begin = recorder.now()
  await delay(calmMs)
  const scene = { stage, crowd, recorder, edgeLink, begin }
  const judgement = await judgeScene(scene, scenario, { seed, full, endLoad: async () => load.stop() })
  return { ...judgement, scenario, seed, recorder, begin }
}
