import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { makeReference, referenceFile } from '../support/write-reference.ts'

it('docs/client-api.md says what the docstrings say; `npm run reference` in services/client writes it anew', async () => {
  expect(readFileSync(referenceFile, 'utf8')).toBe(await makeReference())
})

it('every export has its place in the reference', () => {
  const index = readFileSync(new URL('../../src/index.ts', import.meta.url), 'utf8')
  const names = [...index.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list = '']) =>
    list.split(',').map(name => name.trim().replace(/^type /, '')),
  )
  expect(names.length).toBeGreaterThan(10)
  const headings = [...readFileSync(referenceFile, 'utf8').matchAll(/^### (\w+)/gm)].map(([, name]) => name)
  expect(headings.sort()).toEqual(names.sort())
})
