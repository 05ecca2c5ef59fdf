import type { Bench, Outcome, Scenario } from '../bench.ts'
import { ratio } from '../bench.ts'
import { measureBusyRoom } from '../busy-room.ts'
import { holdContest } from '../contest.ts'

const members = 200

const run = async (bench: Bench): Promise<Outcome> => {
  const rooms = Array.from({ length: members }, () => 'small')
  return await holdContest(bench, { nodes: 1, rooms, lookEvery: 10 }, async contestants => {
    const busy = await measureBusyRoom(bench, contestants, {
      members,
      rate: 300,
      seconds: bench.quick ? 3 : 6,
    })
    const { socketlink, stock } = busy.cost
    return {
      findings: [
        ratio('node CPU per delivery, 200 members × 300 msg/s', 'µs', socketlink, stock, {
          most: 0.22,
        }),
      ],
      details: { busy: busy.turns },
    }
  })
}

export const smallRoom: Scenario = {
  name: 'small-room',
  about: 'one room of 200 members, busy: 300 messages a second',
  run,
}
