import { cutLink } from '../faults/link-faults.ts'
import type { Stage } from '../stage/open-stage.ts'
import { waitUntil } from '../wait-until.ts'
import { claim, clientsBackWithin } from './figures.ts'
import type { Scenario } from './scenario.ts'

/** A listing of rooms asks all 64 partitions: were it made for each client and not for all together, it would be more. */
const callsAtMost = 64

/** Commands that clients of Redis have sent; what scripts run inside is left out. */
const countCommands = async ({ redis }: Stage): Promise<number> => {
  const statistics = await redis.info('commandstats')
  const calls = (command: string): number =>
    Number(new RegExp(`^cmdstat_${command}:calls=(\\d+)`, 'm').exec(statistics)?.[1] ?? 0)
  // Nodes do everything by scripts but these.
  return ['evalsha', 'ssubscribe', 'sunsubscribe', 'zrevrange', 'zrange', 'get', 'hgetall'].reduce(
    (sum, command) => sum + calls(command),
    0,
  )
}

export const reconnectAllScenario: Scenario = {
  name: 'reconnect-all',
  fault: 'all clients lose their connections at once',
  promise: '95 % are back within 10 s; Redis calls for each are bounded',
  load: full => ({
    clients: full ? 1000 : 300,
    users: 24,
    rooms: 30,
    perSecond: 0.1,
    throughEdgeLink: true,
  }),
  run: async ({ stage, crowd, edgeLink, during }) => {
    const before = await countCommands(stage)
    await during('everybody reconnects', async () => {
      cutLink(edgeLink)
      await waitUntil(() => crowd.clients.every(client => !client.inRoom), 2000, 5)
      await waitUntil(() => crowd.clients.every(client => client.inRoom), 20_000)
    })
    const calls = (await countCommands(stage)) - before
    return outcome => [
      clientsBackWithin(outcome, 10_000, 0.95),
      claim('Redis calls for each client', calls / crowd.clients.length, callsAtMost),
    ]
  },
}
