import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeSecrets, renderUsers } from '../docker/make-secrets.ts'

let folder: string
const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
const mode = (file: string): string => (statSync(join(folder, file)).mode & 0o777).toString(8)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('the first run makes every secret, for its reader alone', () => {
  expect(makeSecrets(folder)).toEqual(['jwt-secret', 'redis-password'])
  expect(read('jwt-secret')).toMatch(/^[0-9a-f]{64}$/)
  expect(read('redis-password')).toMatch(/^[0-9a-f]{64}$/)
  expect(read('jwt-secret')).not.toBe(read('redis-password'))
  expect(['jwt-secret', 'redis-password', 'users.acl'].map(mode)).toEqual(['400', '400', '440'])
})

test('a later run keeps them and writes the rules for Redis anew', () => {
  makeSecrets(folder)
  const before = [read('jwt-secret'), read('redis-password'), read('users.acl')]
  expect(makeSecrets(folder)).toEqual([])
  expect([read('jwt-secret'), read('redis-password'), read('users.acl')]).toEqual(before)
})

test('the rules are one line for each user, with a hash where the password would be', () => {
  const hash = createHash('sha256').update('open sesame').digest('hex')
  expect(
    renderUsers(
      '# why\nuser a on <password-hash>\n  ~k:*\n  +get\n\n# more\nuser default off\n',
      'open sesame',
    ),
  ).toBe(`user a on #${hash} ~k:* +get\nuser default off\n`)
})
