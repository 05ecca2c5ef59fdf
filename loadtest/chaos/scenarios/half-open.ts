import { setTimeout as delay } from 'node:timers/promises'
import { blackHole } from '../faults/link-faults.ts'
import { waitUntil } from '../wait-until.ts'
import { claim } from './figures.ts'
import type { Play, Scenario } from './scenario.ts'
import { hastySilenceMs, hastyStage } from './stages.ts'

/** When the others were told that a user has left, in ms after a moment; Infinity when they were not. */
const leftAfter = ({ recorder }: Play, username: string, since: number): number => {
  const told = recorder.events.find(
    event => event.type === 'user_left' && event.username === username && event.at > since,
  )
  return told === undefined ? Number.POSITIVE_INFINITY : told.at - since
}

export const halfOpenScenario: Scenario = {
  name: 'half-open',
  fault: 'a client whose network is gone, without a goodbye',
  promise: 'gone after ping interval + timeout + grace at most',
  stage: hastyStage,
  run: async play => {
    const { crowd, edgeLink, during, recorder } = play
    const client = await crowd.enlist(`http://127.0.0.1:${edgeLink.port}`)
    await delay(500)
    const since = recorder.now()
    await during('a client hears and says nothing', async () => {
      await using _hole = blackHole(edgeLink)
      client.retire({ silently: true })
      const isGone = () => leftAfter(play, client.person.username, since) < Number.POSITIVE_INFINITY
      await waitUntil(isGone, hastySilenceMs + 3000, 20)
    })
    const gone = leftAfter(play, client.person.username, since)
    return () => [claim('gone', gone, hastySilenceMs, 'ms')]
  },
}
