import type { Series } from './figures.ts'
import { showNumber } from './figures.ts'
import { escapeHtml } from './html.ts'

export interface Line {
  name: string
  values: Series
  /** Of the palette in style.ts; the plot's lines differ in it and in their dashes. */
  tone: 1 | 2 | 3
}

export interface Plot {
  title: string
  unit: string
  lines: Line[]
  /** Of one value. */
  bucketSeconds: number
  /** What happened, in seconds. */
  marks: { at: number; text: string }[]
}

const width = 720
const height = 220
const margin = { left: 56, right: 16, top: 24, bottom: 28 }
const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom }

/** The next of 1, 2, 5, 10, 20 … */
export const niceCeiling = (value: number): number => {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 5, 10].find(candidate => candidate * power >= value) ?? 10
  return step * power
}

const showTime = (seconds: number): string => {
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  const rest = Math.round(seconds % 60)
  return minutes < 120 ? `${minutes}:${String(rest).padStart(2, '0')}` : `${showNumber(minutes / 60)} h`
}

const round = (value: number): string => value.toFixed(1)

const timeSteps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200]

/** Round moments, six or fewer. */
const ticks = (seconds: number): number[] => {
  const step = timeSteps.find(candidate => seconds / candidate <= 6) ?? seconds / 6
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step)
}

/** The path of a line; it breaks where nothing was measured, and a value that stands alone is a dot. */
const draw = (values: Series, x: (index: number) => number, y: (value: number) => number): string => {
  let path = ''
  values.forEach((value, index) => {
    if (value === undefined) return
    const joined = values[index - 1] !== undefined
    path += `${joined ? 'L' : 'M'}${round(x(index))} ${round(y(value))}`
    if (!joined && values[index + 1] === undefined) path += 'h0.1'
  })
  return path
}

const drawMarks = ({ marks }: Plot, toX: (seconds: number) => number): string =>
  marks
    .map(({ at, text }) => {
      const x = round(toX(at))
      return `<line class="mark" x1="${x}" x2="${x}" y1="${margin.top}" y2="${margin.top + inner.height}"/><text class="mark" x="${x}" y="${margin.top - 6}">${escapeHtml(text)}</text>`
    })
    .join('')

/** What a pointer over one piece of time is shown. */
const drawHints = ({ lines, bucketSeconds, unit }: Plot, count: number): string =>
  Array.from({ length: count }, (_, index) => {
    const facts = lines.flatMap(({ name, values }) => {
      const value = values[index]
      return value === undefined ? [] : [`${name}: ${showNumber(value)} ${unit}`]
    })
    const x = round(margin.left + (inner.width * index) / count)
    const title = escapeHtml([showTime(index * bucketSeconds), ...facts].join('\n'))
    return `<rect class="hint" x="${x}" y="${margin.top}" width="${round(inner.width / count)}" height="${inner.height}"><title>${title}</title></rect>`
  }).join('')

/** One plot over the time of the run, as a figure of its own. */
export const renderPlot = (plot: Plot): string => {
  const { title, unit, lines, bucketSeconds } = plot
  const count = Math.max(1, ...lines.map(line => line.values.length))
  const top = niceCeiling(Math.max(0, ...lines.flatMap(line => line.values.map(value => value ?? 0))))
  const seconds = count * bucketSeconds
  const toX = (second: number): number => margin.left + (inner.width * second) / seconds
  const x = (index: number): number => toX((index + 0.5) * bucketSeconds)
  const y = (value: number): number => margin.top + inner.height * (1 - value / top)
  const rows = [0, 0.25, 0.5, 0.75, 1].map(part => {
    const at = round(y(part * top))
    return `<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${at}" y2="${at}"/><text class="y" x="${margin.left - 8}" y="${at}">${showNumber(part * top)}</text>`
  })
  const columns = ticks(seconds).map(
    tick => `<text class="x" x="${round(toX(tick))}" y="${height - 8}">${showTime(tick)}</text>`,
  )
  const paths = lines.map(({ values, tone }) => `<path class="tone-${tone}" d="${draw(values, x, y)}"/>`)
  const legend = lines.map(({ name, tone }) => `<li class="tone-${tone}">${escapeHtml(name)}</li>`)
  return [
    `<figure><figcaption><h3>${escapeHtml(title)} <small>${escapeHtml(unit)}</small></h3>`,
    `<ul class="legend">${legend.join('')}</ul></figcaption>`,
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(`${title}, ${unit}, over the run`)}">`,
    ...rows,
    ...columns,
    drawMarks(plot, toX),
    ...paths,
    drawHints(plot, count),
    '</svg></figure>',
  ].join('')
}
