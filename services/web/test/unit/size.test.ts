import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { measureBuild, sizeMax } from '../support/measure-size.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'socketlink-web-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('a page loads at most 60 KB of JavaScript, and every file of it is there compressed', async () => {
  const { html, css, js } = await measureBuild(folder)
  expect(js).toBeGreaterThan(20_000)
  expect(js).toBeLessThanOrEqual(sizeMax)
  expect(css * html).toBeGreaterThan(0)
  const names = await readdir(folder, { recursive: true })
  const plain = names.filter(name => /\.(html|css|js|svg)$/.test(name))
  expect(plain.filter(name => !names.includes(`${name}.gz`))).toEqual([])
  expect(plain).toEqual(expect.arrayContaining(['index.html', 'favicon.svg', 'favicon-unread.svg']))
})
