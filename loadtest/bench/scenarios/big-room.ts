import { setTimeout as wait } from 'node:timers/promises'
import { spread } from '../../statistics.ts'
import type { Bench, Outcome, Scenario } from '../bench.ts'
import { ratio } from '../bench.ts'
import { measureBusyRoom } from '../busy-room.ts'
import { holdContest, takeTurns } from '../contest.ts'
import { measureIdle, measureTraffic, type Traffic } from '../traffic.ts'
import { withoutHeartbeats } from '../without-heartbeats.ts'

const members = 1000
/** A turn in the quiet room is so many stretches of time without and with messages, one after the other. */
const stretches = 3

interface QuietTime extends Traffic {
  /** Processor time of the node before, without messages: µs a second. */
  idle: number
}

const run = async (bench: Bench): Promise<Outcome> => {
  const { quick, signal } = bench
  const rooms = Array.from({ length: members }, () => 'big')
  const contest = { nodes: 1, rooms, lookEvery: 20, env: withoutHeartbeats }
  return await holdContest(bench, contest, async contestants => {
    await wait(quick ? 3000 : 10_000, undefined, { signal })
    const load = { rate: 1, members, warmUpSeconds: 1, seconds: quick ? 2 : 3.5 }
    const turns = await takeTurns(bench, contestants, async ({ system, generator }) => {
      const turn: QuietTime[] = []
      for (let n = 0; n < stretches; n++) {
        const idle = await measureIdle(system, quick ? 2 : 2.5, signal)
        turn.push({ idle, ...(await measureTraffic(system, generator, load, signal)) })
      }
      return turn
    })
    const quiet = { socketlink: turns.socketlink.flat(), stock: turns.stock.flat() }
    const busy = await measureBusyRoom(bench, contestants, { members, rate: 50, seconds: quick ? 3 : 6 })
    // A node has something to do without messages, too: that is taken off where messages are few. Of many short stretches
    // the median is not the moment of a garbage collection.
    const quietCost = (name: 'socketlink' | 'stock') =>
      spread(quiet[name].map(({ cpu, idle, deliveriesPerSecond }) => cpu.nodes - idle / deliveriesPerSecond))
    const quietP50 = (name: 'socketlink' | 'stock') => spread(quiet[name].map(({ p50 }) => p50))
    return {
      findings: [
        ratio('node CPU per delivery, 1000 members × 50 msg/s', 'µs', busy.cost.socketlink, busy.cost.stock, {
          most: 0.4,
        }),
        ratio(
          'node CPU per delivery, 1000 members × 1 msg/s (quiet)',
          'µs',
          quietCost('socketlink'),
          quietCost('stock'),
          { most: 0.65 },
        ),
        ratio('p50 at 1 msg/s (quiet)', 'ms', quietP50('socketlink'), quietP50('stock'), { most: 1 }),
      ],
      details: { quiet, busy: busy.turns },
    }
  })
}

export const bigRoom: Scenario = {
  name: 'big-room',
  about: 'one room of 1000 members: quiet (1 message a second) and busy (50)',
  run,
}
