import { startClusterGroup } from './cluster-group.ts'
import { runGroupCommand } from './start-group.ts'

await runGroupCommand({
  name: 'start-cluster',
  usage: `Starts a Redis Cluster on this machine: masters that share the slots, and their replicas.

  node deploy/redis/start-cluster.ts [--data DIR] [--masters N] [--replicas N]

  --data DIR      where they keep what they write (./data/redis-cluster)
  --masters N     when the folder is new (3)
  --replicas N    of each master, when the folder is new (1)
  --help          this text

Prints the settings by which a chat node finds them. \`REDIS=cluster npm start\` runs the whole cluster on the same.
Ctrl-C ends all of them; what dies is started again.
`,
  folder: 'data/redis-cluster',
  numbers: { masters: { usual: 3, min: 3, max: 9 }, replicas: { usual: 1, min: 0, max: 2 } },
  start: (options, numbers) => startClusterGroup({ ...options, ...numbers }),
})
