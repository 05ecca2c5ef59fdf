import { median } from '../../statistics.ts'
import type { Traffic } from '../traffic.ts'
import { showNumber } from './figures.ts'
import { drawing, rect, text } from './svg.ts'

export interface CostGroup {
  title: string
  socketlink: Traffic[]
  stock: Traffic[]
}

const parts = [
  ['nodes', 'a'],
  ['nginx', 'c'],
  ['redis', 'd'],
] as const
const [width, labels, figures, barHeight, groupHeight, top] = [820, 300, 130, 18, 58, 48]

const costOf = (rounds: Traffic[], part: 'nodes' | 'nginx' | 'redis'): number =>
  median(rounds.map(({ cpu }) => cpu[part]))

/** Processor time for each delivery, by what used it. */
export const drawCosts = (groups: readonly CostGroup[]): string => {
  const total = (rounds: Traffic[]) => parts.reduce((sum, [part]) => sum + costOf(rounds, part), 0)
  const longest = Math.max(...groups.flatMap(({ socketlink, stock }) => [total(socketlink), total(stock)]))
  const scale = (width - labels - figures) / longest
  const bar = (y: number, name: string, rounds: Traffic[]): string[] => {
    let x = labels
    const boxes = parts.map(([part, kind]) => {
      const length = costOf(rounds, part) * scale
      x += length
      return rect(x - length, y, length - 1, barHeight, kind)
    })
    return [
      text(labels - 10, y + 13, name, 'small', 'end'),
      ...boxes,
      text(x + 8, y + 13, `${showNumber(total(rounds))} µs`),
    ]
  }
  const legend = parts.flatMap(([part, kind], n) => [
    rect(labels + n * 90, 28, 10, 10, kind),
    text(labels + n * 90 + 15, 37, part, 'small'),
  ])
  const rows = groups.flatMap(({ title, socketlink, stock }, n) => {
    const y = top + n * groupHeight
    return [
      text(0, y + 25, title),
      ...bar(y, 'SocketLink', socketlink),
      ...bar(y + barHeight + 4, 'stock', stock),
    ]
  })
  const title = 'Processor time for each message delivered, µs (less is better)'
  return drawing(width, top + groups.length * groupHeight, title, [...legend, ...rows])
}
