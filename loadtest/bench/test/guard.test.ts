import { describe, expect, it, onTestFinished } from 'vitest'
import { measureBusyRoom } from '../busy-room.ts'
import { holdContest } from '../contest.ts'

/**
 * Guards what the fan-out has won (docs/adr/0015-fan-out.md): the busy rows of the benchmark, short, as node CPU for
 * each delivery, SocketLink ÷ stock. Both take turns in one run, so that other load on the machine meets both, and
 * nginx reaches both by TCP: a cheaper link would hide a lost optimisation.
 *
 * The bounds lie between what was seen on 2 cores, some of it beside other tests, and what is seen without the
 * fan-out (`SOCKETLINK_FANOUT=stock`) or without writing together (`SOCKETLINK_FANOUT_REST_MS=0`):
 *
 * | room       | as it is    | stock | no rests | bound |
 * | ---------- | ----------- | ----- | -------- | ----- |
 * | 1000 × 50  | 0.32 – 0.38 | 1.06  | 0.78     | 0.5   |
 * | 200 × 300  | 0.20 – 0.27 | 0.91  | 0.81     | 0.5   |
 *
 * `SOCKETLINK_FANOUT=stock npx vitest run --project guard` shows it fail.
 */
const guard = [
  { members: 1000, rate: 50, most: 0.5 },
  { members: 200, rate: 300, most: 0.5 },
]

describe('node CPU for each delivery, SocketLink ÷ stock', () => {
  it.each(guard)('is at most $most with $members members and $rate messages a second', async row => {
    const asked = new AbortController()
    onTestFinished(() => asked.abort())
    const bench = { quick: true, rounds: 3, link: 'tcp' as const, signal: asked.signal, say: () => {} }
    const rooms = Array.from({ length: row.members }, () => 'busy')
    const { turns, cost } = await holdContest(bench, { nodes: 1, rooms, lookEvery: 20 }, contestants =>
      measureBusyRoom(bench, contestants, { ...row, warmUpSeconds: 2.4, seconds: 1.5 }),
    )
    for (const { lost, refused } of [...turns.socketlink, ...turns.stock]) {
      expect({ lost, refused }).toEqual({ lost: 0, refused: 0 })
    }
    const ratio = cost.socketlink.median / cost.stock.median
    process.stderr.write(`${row.members} members: ${ratio.toFixed(2)} of stock, at most ${row.most}\n`)
    expect(ratio, JSON.stringify(cost)).toBeLessThanOrEqual(row.most)
  })
})
