import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { sayHello } from '../examples/say-hello.ts'
import { uniqueName } from '../support/chatter.ts'
import { clusterUrl } from '../support/cluster.ts'

const folder = new URL('../examples/', import.meta.url)

it('the examples of the README are the ones that are type-checked', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const shown = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code).sort()
  const checked = readdirSync(folder).map(file => readFileSync(new URL(file, folder), 'utf8'))
  expect(shown).toEqual(checked.sort())
})

it('the first example works', async () => {
  const username = uniqueName('reader')
  expect(await sayHello(clusterUrl(), username, uniqueName('password'))).toContain(`${username}: hello`)
})
