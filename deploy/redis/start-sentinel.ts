import { startSentinelGroup } from './sentinel-group.ts'
import { runGroupCommand } from './start-group.ts'

await runGroupCommand({
  name: 'start-sentinel',
  usage: `Starts a Redis master, its replicas and the Sentinels that watch them, on this machine.

  node deploy/redis/start-sentinel.ts [--data DIR] [--replicas N] [--sentinels N]

  --data DIR      where they keep what they write (./data/redis-sentinel)
  --replicas N    beside the master, when the folder is new (2)
  --sentinels N   when the folder is new (3)
  --help          this text

Prints the settings by which a chat node finds them. \`REDIS=sentinel npm start\` runs the whole cluster on the same.
Ctrl-C ends all of them; what dies is started again.
`,
  folder: 'data/redis-sentinel',
  numbers: { replicas: { usual: 2, min: 0, max: 5 }, sentinels: { usual: 3, min: 1, max: 7 } },
  start: (options, numbers) => startSentinelGroup({ ...options, ...numbers }),
})
