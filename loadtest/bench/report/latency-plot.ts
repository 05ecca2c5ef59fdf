import { showNumber } from './figures.ts'
import { curve, dot, drawing, line, text } from './svg.ts'

export interface Step {
  deliveriesPerSecond: number
  p99: number
}

const [width, height, left, right, top, bottom] = [820, 320, 60, 50, 40, 280]
const boundMs = 250
const highestMs = 1000

/** p99 against deliveries a second, both systems up to where they fail; both axes are logarithmic. */
export const drawLatencies = (socketlink: readonly Step[], stock: readonly Step[]): string => {
  const rates = [...socketlink, ...stock].map(step => step.deliveriesPerSecond)
  const [least, most] = [Math.min(...rates), Math.max(...rates)]
  const x = (rate: number) =>
    left + (Math.log(rate / least) / Math.log(most / least)) * (width - left - right)
  const y = (ms: number) => {
    const part = Math.log10(Math.min(Math.max(ms, 1), highestMs)) / Math.log10(highestMs)
    return bottom - part * (bottom - top)
  }
  const plot = (steps: readonly Step[], kind: string): string[] => {
    const points = steps.map(step => [x(step.deliveriesPerSecond), y(step.p99)] as const)
    return [curve(points, `line-${kind}`), ...points.map(([at, ms]) => dot(at, ms, kind))]
  }
  const last = (steps: readonly Step[]) => steps.findLast(({ p99 }) => p99 < boundMs)
  const label = (steps: readonly Step[], words: string): string => {
    const step = last(steps)
    return step ? text(x(step.deliveriesPerSecond), y(step.p99) - 10, words, 'strong', 'middle') : ''
  }
  const grid = [1, 10, 100, 1000].flatMap(ms => [
    line(left, y(ms), width - right, y(ms), 'axis'),
    text(left - 8, y(ms) + 4, `${ms} ms`, 'small', 'end'),
  ])
  const ticks = [25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_000_000]
    .filter(rate => rate >= least && rate <= most)
    .map(rate => text(x(rate), bottom + 18, showNumber(rate), 'small', 'middle'))
  return drawing(width, height, 'p99 of a message against deliveries a second, 1000 members', [
    ...grid,
    ...ticks,
    line(left, y(boundMs), width - right, y(boundMs), 'target'),
    text(left + 6, y(boundMs) - 5, 'bound: 250 ms', 'small'),
    ...plot(stock, 'b'),
    ...plot(socketlink, 'a'),
    label(stock, 'stock'),
    label(socketlink, 'SocketLink'),
    text(width - right, bottom + 34, 'deliveries a second', 'small', 'end'),
  ])
}
