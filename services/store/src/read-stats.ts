import type { Stats } from '@socketlink/contract'
import type { StoreContext } from './context.ts'
import { partitionCount } from './keys.ts'

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0)

/** Figures of the whole cluster, from counters that are kept anyway: no node is asked. */
export const readStats = async ({ link, keys }: StoreContext): Promise<Stats> => {
  const partitions = Array.from({ length: partitionCount }, (_, index) => keys.partition(index))
  const over = (count: (partition: (typeof partitions)[number]) => Promise<number>) =>
    Promise.all(partitions.map(count)).then(sum)
  const [messages, rooms, online, load] = await Promise.all([
    over(async ({ messageCount }) =>
      Number((await link.run(messageCount, redis => redis.get(messageCount))) ?? 0),
    ),
    over(partition => link.run(partition.rooms, redis => redis.zCard(partition.rooms))),
    over(partition => link.run(partition.online, redis => redis.hLen(partition.online))),
    link.run(keys.nodeLoad, redis => redis.hGetAll(keys.nodeLoad)),
  ])
  const connections = Object.values(load).map(Number)
  return {
    messages: { total: messages },
    rooms: { active: rooms },
    users: { online },
    connections: sum(connections),
    nodes: connections.length,
  }
}
