import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LaunchError } from '../../local/launch-error.ts'
import { openRunFolder, socketPath } from '../../local/run-folder.ts'

let parent: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'socketlink-test-'))
})
afterEach(() => rm(parent, { recursive: true }))

describe('the folder of a cluster', () => {
  test('makes a secret that only the owner reads and that stays', async () => {
    const { jwtSecretFile } = await openRunFolder(join(parent, 'data'))
    const secret = await readFile(jwtSecretFile, 'utf8')
    expect(secret.length).toBeGreaterThanOrEqual(32)
    expect((await stat(jwtSecretFile)).mode & 0o777).toBe(0o600)
    await openRunFolder(join(parent, 'data'))
    expect(await readFile(jwtSecretFile, 'utf8')).toBe(secret)
  })

  test('without a data folder it is a new one each time, with nothing for Redis', async () => {
    const [one, other] = [await openRunFolder(undefined), await openRunFolder(undefined)]
    await Promise.all([one, other].map(({ path }) => rm(path, { recursive: true })))
    expect(one).toMatchObject({ redis: undefined, lock: undefined, temporary: true })
    expect(one.path).not.toBe(other.path)
  })

  test('a secret that is too short is refused with what to do', async () => {
    await openRunFolder(parent)
    await writeFile(join(parent, 'jwt-secret'), 'short')
    await expect(openRunFolder(parent)).rejects.toThrow(
      /jwt-secret holds a secret of fewer than 32 characters: delete/,
    )
  })

  test('the lock has a path that fits a socket however deep the folder lies', async () => {
    const deep = join(parent, 'd'.repeat(120))
    const { lock } = await openRunFolder(deep)
    expect(lock?.length).toBeLessThan(100)
    expect((await openRunFolder(deep)).lock).toBe(lock)
    expect(socketPath(deep, 'node-1')).not.toBe(socketPath(deep, 'node-2'))
    expect(socketPath(deep, 'node-1')).not.toBe(socketPath(`${deep}/other`, 'node-1'))
  })

  test.each(['/proc/socketlink', '/nowhere/socketlink'])('%s is refused in one sentence', async path => {
    const refusal = await openRunFolder(path).catch((error: Error) => error)
    expect(refusal).toBeInstanceOf(LaunchError)
    expect(String(refusal)).toMatch(
      new RegExp(`The data folder ${path} cannot be used \\(.*\\): its parent must exist`),
    )
  })
})
