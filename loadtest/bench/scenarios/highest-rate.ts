import { spread } from '../../statistics.ts'
import type { Bench, Outcome, Scenario } from '../bench.ts'
import { ratio } from '../bench.ts'
import type { Contestant } from '../contest.ts'
import { holdContest, takeTurns } from '../contest.ts'
import type { Traffic } from '../traffic.ts'
import { measureTraffic } from '../traffic.ts'

const members = 1000
const latencyBoundMs = 250
/** Messages a second that stock begins with; each step is so much more until one fails. */
const lowestRate = 20
const stepUp = 1.6
const lastSteps = 2

interface Step extends Traffic {
  /** Messages a second. */
  rate: number
  sustained: boolean
}

const climb = async (
  { system, generator }: Contestant,
  { quick, signal, say }: Bench,
  firstRate: number,
): Promise<{ highest: Step; steps: Step[] }> => {
  const steps: Step[] = []
  const attempt = async (rate: number): Promise<Step> => {
    const load = { rate, members, warmUpSeconds: 1.5, seconds: quick ? 2 : 4 }
    const traffic = await measureTraffic(system, generator, load, signal)
    const keptUp = traffic.deliveriesPerSecond > 0.95 * rate * members
    const step = { ...traffic, rate, sustained: traffic.p99 < latencyBoundMs && traffic.lost === 0 && keptUp }
    steps.push(step)
    say(`${system.name}: ${Math.round(rate * members)} deliveries/s, p99 ${Math.round(step.p99)} ms`)
    return step
  }
  let low = await attempt(firstRate)
  let high = low
  while (high.sustained) {
    low = high
    high = await attempt(low.rate * stepUp)
  }
  // Between what went and what did not.
  for (let n = 0; n < lastSteps; n++) {
    const middle = await attempt(Math.sqrt(low.rate * high.rate))
    if (middle.sustained) low = middle
    else high = middle
  }
  return { highest: low, steps: steps.toSorted((a, b) => a.rate - b.rate) }
}

const run = async (bench: Bench): Promise<Outcome> => {
  const { quick, signal } = bench
  const rooms = Array.from({ length: members }, () => 'rate')
  return await holdContest(bench, { nodes: 1, rooms, lookEvery: 20, generators: 2 }, async contestants => {
    const stock = await climb(contestants.stock, bench, lowestRate)
    const socketlink = await climb(contestants.socketlink, bench, stock.highest.rate)
    const rate = 0.7 * stock.highest.rate
    const same = await takeTurns(bench, contestants, ({ system, generator }) =>
      measureTraffic(system, generator, { rate, members, warmUpSeconds: 2, seconds: quick ? 3 : 6 }, signal),
    )
    const p99 = (name: 'socketlink' | 'stock') => spread(same[name].map(traffic => traffic.p99))
    const highest = ({ highest: { deliveriesPerSecond } }: { highest: Step }) => spread([deliveriesPerSecond])
    return {
      findings: [
        ratio('p99 at 70 % of the highest rate of stock', 'ms', p99('socketlink'), p99('stock'), { most: 1 }),
        ratio('highest rate with p99 below 250 ms', 'deliveries/s', highest(socketlink), highest(stock), {
          least: 3,
        }),
      ],
      details: { socketlink, stock, same },
    }
  })
}

export const highestRate: Scenario = {
  name: 'highest-rate',
  about: 'one room of 1000 members, more and more messages until p99 passes 250 ms',
  run,
}
