import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadConfig } from '../../src/config.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const page = read('../../../../docs/operating.md')

/** The rows of the table of settings: name and default, as they are written there. */
const readTable = (): [string, string][] => {
  const [, table = ''] = /\n\| `SOCKETLINK_…`[^\n]*\n\|[- |]*\n((?:\|.*\n)*)/.exec(page) ?? []
  return [...table.matchAll(/^\| (.*?) *\| (.*?) *\|/gm)].map(([, name = '', usual = '']) => [
    name.replaceAll('`', ''),
    usual.replaceAll('`', ''),
  ])
}
const documented = readTable()

/** The keys of the schema, in the two files that it is made of. */
const settings = ['../../src/config.ts', '../../src/redis-settings.ts'].flatMap(file =>
  [...read(file).matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name = '']) => name),
)

test('docs/operating.md lists the settings that there are, each once', () => {
  expect(documented.map(([name]) => name).toSorted()).toEqual(settings.toSorted())
})

// These say in words what no value says.
const values = documented.filter(
  ([name, usual]) => !['', 'none'].includes(usual) && !['NODE_ID', 'JWT_SECRET'].includes(name),
)

test.each(values)('docs/operating.md tells the default of %s', (name, usual) => {
  const secret = { SOCKETLINK_JWT_SECRET: 's'.repeat(32) }
  expect(loadConfig({ ...secret, [`SOCKETLINK_${name}`]: usual })).toEqual(loadConfig(secret))
})
