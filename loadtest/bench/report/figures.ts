import type { Spread } from '../../statistics.ts'
import type { Finding } from '../bench.ts'

/** Three significant digits, without a tail of zeros. */
export const showNumber = (value: number): string => {
  if (!Number.isFinite(value)) return '–'
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US')
  return String(Number(value.toPrecision(3)))
}

/** A median, and the range of the rounds when there were several. */
export const showSpread = ({ median, least, most }: Spread): string =>
  least === most ? showNumber(median) : `${showNumber(median)} (${showNumber(least)}–${showNumber(most)})`

export const showTarget = ({ target }: Finding): string => {
  if (target === undefined) return ''
  return 'most' in target ? `≤ ${showNumber(target.most)}` : `≥ ${showNumber(target.least)}`
}

/** Whether a finding is what it should be; undefined when nothing was asked. */
export const isReached = ({ value, target }: Finding): boolean | undefined => {
  if (target === undefined) return undefined
  return 'most' in target ? value <= target.most : value >= target.least
}
