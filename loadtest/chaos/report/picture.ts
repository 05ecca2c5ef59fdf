import { escapeText } from '../../escape-text.ts'
import type { Timeline } from './timeline.ts'

const width = 720
const height = 150
const left = 44
const right = 44
const top = 12
const bottom = 22
const plotWidth = width - left - right
const plotHeight = height - top - bottom

/** A round number not below the values, for the end of an axis. */
const roof = (values: readonly number[]): number => {
  const most = Math.max(1, ...values)
  const size = 10 ** Math.floor(Math.log10(most))
  return Math.ceil(most / size) * size
}

/** A round's timeline as SVG: deliveries a second (filled), clients connected (line), each fault's time as a band. */
export const drawTimeline = ({ stepMs, deliveries, connected, windows }: Timeline, title: string): string => {
  const lengthMs = deliveries.length * stepMs
  const x = (ms: number): string => (left + (ms / lengthMs) * plotWidth).toFixed(1)
  const deliveryRoof = roof(deliveries)
  const clientRoof = roof(connected)
  const y = (value: number, most: number): string => (top + plotHeight * (1 - value / most)).toFixed(1)
  const steps = (values: readonly number[], most: number): string =>
    values
      .map((value, n) => `${x(n * stepMs)},${y(value, most)} ${x((n + 1) * stepMs)},${y(value, most)}`)
      .join(' ')
  const floor = y(0, 1)
  const bands = windows.map(
    ({ name, start, end }) =>
      `<rect class="band" x="${x(start)}" y="${top}" width="${Math.max(1, ((end - start) / lengthMs) * plotWidth).toFixed(1)}" height="${plotHeight}"><title>${escapeText(name)}</title></rect>`,
  )
  const everyMs = lengthMs > 40_000 ? 10_000 : lengthMs > 15_000 ? 5000 : 1000
  const seconds = Array.from({ length: Math.floor(lengthMs / everyMs) + 1 }, (_, n) => n * everyMs)
  const ticks = seconds.map(
    ms => `<text x="${x(ms)}" y="${height - 6}" text-anchor="middle">${ms / 1000} s</text>`,
  )
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(title)}">`,
    ...bands,
    `<polygon class="deliveries" points="${x(0)},${floor} ${steps(deliveries, deliveryRoof)} ${x(lengthMs)},${floor}"/>`,
    `<polyline class="connected" points="${steps(connected, clientRoof)}"/>`,
    `<line class="axis" x1="${left}" x2="${width - right}" y1="${floor}" y2="${floor}"/>`,
    `<text class="deliveries-text" x="${left - 6}" y="${top + 9}" text-anchor="end">${deliveryRoof}/s</text>`,
    `<text class="connected-text" x="${width - right + 6}" y="${top + 9}">${clientRoof}</text>`,
    ...ticks,
    '</svg>',
  ].join('')
}
