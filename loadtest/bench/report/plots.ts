import type { Finding } from '../bench.ts'
import type { Traffic } from '../traffic.ts'
import { drawCosts } from './cost-plot.ts'
import { drawLatencies, type Step } from './latency-plot.ts'
import { drawRatios } from './ratio-plot.ts'
import { drawReturns } from './return-plot.ts'

interface Rounds {
  socketlink: Traffic[]
  stock: Traffic[]
}

/** What the scenarios give as details, as far as the plots need it; only those that ran are there. */
export interface Details {
  'big-room'?: { quiet: Rounds; busy: Rounds }
  'small-room'?: { busy: Rounds }
  'highest-rate'?: { socketlink: { steps: Step[] }; stock: { steps: Step[] } }
  'ten-thousand'?: { returns: number[]; affected: number }
}

/** The plots that can be drawn, by file name. */
export const drawPlots = (findings: readonly Finding[], details: Details): Record<string, string> => {
  const { 'big-room': big, 'small-room': small, 'highest-rate': rate, 'ten-thousand': crowd } = details
  const groups = [
    ...(big ? [{ title: '1000 members × 1 msg/s', ...big.quiet }] : []),
    ...(big ? [{ title: '1000 members × 50 msg/s', ...big.busy }] : []),
    ...(small ? [{ title: '200 members × 300 msg/s', ...small.busy }] : []),
  ]
  return {
    'ratios.svg': drawRatios(findings),
    ...(groups.length > 0 ? { 'cost.svg': drawCosts(groups) } : {}),
    ...(rate ? { 'latency.svg': drawLatencies(rate.socketlink.steps, rate.stock.steps) } : {}),
    ...(crowd ? { 'returns.svg': drawReturns(crowd.returns, crowd.affected) } : {}),
  }
}
