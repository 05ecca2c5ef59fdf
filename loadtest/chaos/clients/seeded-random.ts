import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Chance that a seed repeats. */
export interface SeededRandom {
  /** A whole number, both ends included. */
  between(min: number, max: number): number
  /** True once in so many times. */
  oneIn(times: number): boolean
  pick<Item>(items: readonly Item[]): Item
}

/** Random numbers of one purpose: the same seed and purpose give the same ones, whatever else is drawn meanwhile. */
export const seededRandom = (seed: number, purpose: number): SeededRandom => {
  const generator = xoroshiro128plus(Math.imul(seed, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b))
  const between = (min: number, max: number): number => uniformInt(generator, min, max)
  return {
    between,
    oneIn: times => between(1, times) === 1,
    pick: <Item>(items: readonly Item[]): Item => {
      if (items.length === 0) throw new Error('there is nothing to pick from')
      return items[between(0, items.length - 1)] as Item
    },
  }
}
