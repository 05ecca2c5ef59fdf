import type { Bench, Outcome, Scenario } from '../bench.ts'
import { ratio } from '../bench.ts'
import { holdContest, takeTurns } from '../contest.ts'
import { spread } from '../statistics.ts'
import { measureTraffic } from '../traffic.ts'

const members = 200

const run = async (bench: Bench): Promise<Outcome> => {
  const { quick, signal } = bench
  const rooms = Array.from({ length: members }, () => 'small')
  return await holdContest(bench, { nodes: 1, rooms, lookEvery: 10 }, async contestants => {
    const busy = await takeTurns(bench, contestants, ({ system, generator }, round) => {
      const warmUpSeconds = round === 0 ? 6 : 2
      return measureTraffic(
        system,
        generator,
        { rate: 300, members, warmUpSeconds, seconds: quick ? 3 : 8 },
        signal,
      )
    })
    const cost = (name: 'socketlink' | 'stock') => spread(busy[name].map(({ cpu }) => cpu.nodes))
    return {
      findings: [
        ratio('node CPU per delivery, 200 members × 300 msg/s', 'µs', cost('socketlink'), cost('stock'), {
          most: 0.22,
        }),
      ],
      details: { busy },
    }
  })
}

export const smallRoom: Scenario = {
  name: 'small-room',
  about: 'one room of 200 members, busy: 300 messages a second',
  run,
}
