import { setTimeout as delay } from 'node:timers/promises'
import type { createScreen } from '../../../deploy/local/terminal.ts'
import type { ClientKind } from '../clients/chaos-client.ts'
import { openCrowd } from '../clients/crowd.ts'
import { Recorder } from '../clients/recorder.ts'
import { seededRandom } from '../clients/seeded-random.ts'
import { startTcpProxy } from '../faults/tcp-proxy.ts'
import { usualStage } from '../scenarios/stages.ts'
import { openStage } from '../stage/open-stage.ts'
import { waitForReadiness } from '../stage/watch-readiness.ts'
import { describeSoak, type SoakResult } from './describe-soak.ts'
import { findLeftovers, listKeys } from './leftover-keys.ts'
import { playMinute, soakScenarios } from './soak-minute.ts'
import { ProcessWatch } from './watch-processes.ts'

export interface SoakOptions {
  seed: number
  forMs: number
  clients: ClientKind
  signal: AbortSignal
  print(text: string): void
  paint: ReturnType<typeof createScreen>['paint']
}

const minuteMs = 60_000
/** What users who are gone may hold, and connections of the proxy may stay idle, behind the end; in ms. */
const afterwardsMs = 20_000
/** Histories as long as several minutes of a room: memory of Redis is flat then, and nothing expires that is judged. */
const soakStage = { ...usualStage, env: { SOCKETLINK_HISTORY_LENGTH: '2000' } }

/** Steady load, a random fault each minute, and every minute judged. Resolves with whether all of it held. */
export const runSoak = async ({
  seed,
  forMs,
  clients,
  signal,
  print,
  paint,
}: SoakOptions): Promise<boolean> => {
  const random = seededRandom(seed, 0)
  const recorder = new Recorder()
  const watch = new ProcessWatch()
  const result: SoakResult = { minutes: [], lives: watch.lives, leftovers: [], descriptors: [] }
  await using cleanUp = new AsyncDisposableStack()
  const stage = await openStage(soakStage, signal)
  cleanUp.defer(() => stage.close())
  const edgeLink = await startTcpProxy(Number(new URL(stage.url).port))
  cleanUp.defer(() => edgeLink.close())
  const people = 24
  await stage.people(people)
  const keysBefore = await listKeys(stage.redis)
  const { nodes } = stage.cluster
  const before = new ProcessWatch()
  await before.take(nodes, 0)
  const url = `http://127.0.0.1:${edgeLink.port}`
  const crowd = await openCrowd(stage, {
    ...{ clients: people, kind: clients, users: people, rooms: 4, recorder, url, name: `soak-${seed}` },
  })
  cleanUp.defer(() => crowd.close())
  const begin = recorder.now()
  for (let minute = 1; recorder.now() - begin + minuteMs / 2 < forMs && !signal.aborted; minute++) {
    const scenario = random.pick(soakScenarios)
    const scene = { stage, crowd, recorder, edgeLink }
    const judgement = await playMinute(scene, scenario, { seed: seed + minute, minuteMs })
    const { verdict, failures } = judgement
    result.minutes.push({ minute, scenario: scenario.name, counts: verdict.counts, failures })
    await crowd.replaceRetired()
    await watch.take(nodes, minute)
    const verdictText = failures.length === 0 ? paint('green', 'holds') : paint('red', 'FAILS')
    print(
      `${verdictText}  minute ${String(minute).padStart(3)}  ${scenario.name.padEnd(17)} ${failures.join('; ')}`,
    )
  }
  crowd.close()
  for (const node of nodes) await waitForReadiness(node, true)
  print(paint('dim', 'everybody has gone; looking at what is left'))
  await delay(afterwardsMs, undefined, { signal }).catch(() => {})
  result.leftovers = findLeftovers(keysBefore, await listKeys(stage.redis))
  const after = new ProcessWatch()
  await after.take(nodes, 0)
  result.descriptors = after.lives.map(({ node, samples }, n) => ({
    ...{ node, before: before.lives[n]?.samples[0]?.descriptors ?? 0, after: samples[0]?.descriptors ?? 0 },
  }))
  const { text, held } = describeSoak(result)
  print(text)
  return held
}
