import { expect, test } from 'vitest'
import { OneEntryMap } from '../../src/socket/one-entry-map.ts'

const keys = ['a', 'b', 'c']

/** Everything that can be asked of a map. */
const read = (map: Map<string, number> | OneEntryMap<string, number>) => ({
  size: map.size,
  entries: [...map.entries()],
  values: [...map.values()],
  has: keys.map(key => map.has(key)),
  get: keys.map(key => map.get(key)),
})

type Act = (map: Map<string, number> | OneEntryMap<string, number>) => unknown
const acts: [string, Act][] = [
  ...keys.map((key, n): [string, Act] => [`set ${key}`, map => void map.set(key, n)]),
  ...keys.map((key): [string, Act] => [`delete ${key}`, map => map.delete(key)]),
  ['clear', map => map.clear()],
]
const triples = acts.flatMap(first =>
  acts.flatMap(second => acts.map(third => [first, second, third] as const)),
)

test('it is as a Map is, after any three changes', () => {
  for (const changes of triples) {
    const map = new Map([['a', 7]])
    const one = new OneEntryMap('a', 7)
    for (const [name, change] of changes) {
      expect(change(one), name).toEqual(change(map))
      expect(read(one), changes.map(([each]) => each).join(', ')).toEqual(read(map))
    }
  }
})
