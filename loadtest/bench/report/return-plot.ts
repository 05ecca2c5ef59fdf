import { curve, drawing, line, text } from './svg.ts'

const [width, height, left, right, top, bottom] = [820, 260, 60, 20, 40, 220]

/** How many of a killed node's clients have resumed, over the seconds since. */
export const drawReturns = (seconds: readonly number[], affected: number): string => {
  const longest = Math.max(2, Math.ceil(seconds.at(-1) ?? 1))
  const x = (at: number) => left + (at / longest) * (width - left - right)
  const y = (part: number) => bottom - part * (bottom - top)
  const every = Math.max(1, Math.floor(seconds.length / 400))
  const points = seconds.flatMap((at, n) =>
    n % every === 0 ? [[x(at), y((n + 1) / affected)] as const] : [],
  )
  const grid = [0, 0.5, 0.95, 1].flatMap(part => [
    line(left, y(part), width - right, y(part), part === 0.95 ? 'target' : 'axis'),
    text(left - 8, y(part) + 4, `${part * 100} %`, 'small', 'end'),
  ])
  const apart = Math.ceil(longest / 10)
  const ticks = Array.from({ length: Math.floor(longest / apart) + 1 }, (_, n) =>
    text(x(n * apart), bottom + 18, `${n * apart} s`, 'small', 'middle'),
  )
  const title = `One of three nodes is killed: how many of its ${affected} clients have resumed`
  return drawing(width, height, title, [...grid, ...ticks, curve([[x(0), y(0)], ...points], 'line-a')])
}
