import { setTimeout as delay } from 'node:timers/promises'
import { skewClock } from '../faults/node-faults.ts'
import { logIn } from '../stage/register-people.ts'
import { claim, clientsLost } from './figures.ts'
import type { Scenario } from './scenario.ts'

const accepts = async (url: string, token: string): Promise<boolean> => {
  const answer = await fetch(`${url}/api/auth/me`, { headers: { authorization: `Bearer ${token}` } })
  await answer.body?.cancel()
  return answer.ok
}

export const skewClockScenario: Scenario = {
  name: 'skew-clock',
  fault: 'clock of one node 5 min ahead, of another 5 min behind',
  promise: 'order and presence unaffected; a login on any node holds on every node',
  run: async ({ stage, crowd, during }) => {
    const [ahead, behind] = stage.cluster.nodes
    if (ahead === undefined || behind === undefined) throw new Error('two nodes are needed')
    const refused = await during('two clocks are wrong', async () => {
      await using _ahead = skewClock(ahead)
      await using _behind = skewClock(behind)
      const { username, password } = (crowd.clients[0] as (typeof crowd.clients)[0]).person
      let count = 0
      for (const issuer of stage.cluster.nodes) {
        const token = await logIn(issuer.url, username, password)
        for (const { url } of stage.cluster.nodes) if (!(await accepts(url, token))) count++
      }
      await delay(4000)
      return count
    })
    return outcome => [claim('logins refused', refused, 0), clientsLost(outcome, 0)]
  },
}
