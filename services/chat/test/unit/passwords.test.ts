import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { HashingOptions } from '../../src/auth/hashing-process.ts'
import type { Passwords } from '../../src/auth/passwords.ts'
import { createPasswords } from '../../src/auth/passwords.ts'
import { eventually } from '../support/eventually.ts'

const open = (options: Partial<HashingOptions> = {}): Passwords => {
  const passwords = createPasswords({ concurrency: 2, queue: 64, share: 4, ...options })
  onTestFinished(() => passwords.close())
  return passwords
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** The hashing processes that a process has started. */
const hashersOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(name => read(`/proc/${name}/stat`).split(') ')[1]?.split(' ')[1] === String(pid))
    .filter(name => read(`/proc/${name}/cmdline`).includes('auth/hasher.ts'))
    .map(Number)

const niceOf = (stat: string): number => Number(stat.split(') ')[1]?.split(' ')[16])
/** The scheduling class: 0 is the usual one, 5 that of idle work. */
const classOf = (stat: string): number => Number(stat.split(') ')[1]?.split(' ')[38])

describe('passwords', () => {
  it('are hashed with argon2id, 19 MiB, two passes, each time with another salt', async () => {
    const passwords = open()
    const [first, second] = await Promise.all([
      passwords.hash('a quiet place'),
      passwords.hash('a quiet place'),
    ])
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,(t=2,p=1|p=1,t=2)\$/)
    expect(second).not.toBe(first)
    expect(await passwords.verify(first, 'a quiet place')).toBe(true)
    expect(await passwords.verify(first, 'a quiet place ')).toBe(false)
  })

  it('match however their characters are composed, and no further', async () => {
    const passwords = open()
    const hash = await passwords.hash('caf\u00e9 \ufb01ve')
    expect(await passwords.verify(hash, 'cafe\u0301 \ufb01ve')).toBe(true)
    expect(await passwords.verify(hash, 'caf\u00e9 five')).toBe(false)
  })

  it('never match for nobody', async () => {
    expect(await open().verify(undefined, 'a quiet place')).toBe(false)
  })

  it('wait in a bounded queue, and past it are unavailable', async () => {
    const passwords = open({ concurrency: 2, queue: 3 })
    const asked = Array.from({ length: 9 }, () => passwords.hash('a quiet place'))
    expect(passwords.queued).toBe(3)
    const outcomes = await Promise.allSettled(asked)
    expect(outcomes.map(outcome => outcome.status)).toEqual([
      ...new Array<string>(5).fill('fulfilled'),
      ...new Array<string>(4).fill('rejected'),
    ])
    expect(outcomes.at(-1)).toMatchObject({ reason: { code: 'unavailable', retryAfterMs: 1000 } })
    expect(passwords.queued).toBe(0)
    expect(await passwords.hash('a quiet place')).toContain('argon2id')
  })

  it('take no more than their share of a core when they do not end', async () => {
    const timeOf = async (options: Partial<HashingOptions>): Promise<number> => {
      const passwords = open({ concurrency: 1, ...options })
      await passwords.hash('a quiet place')
      const start = performance.now()
      await Promise.all(Array.from({ length: 4 }, () => passwords.hash('a quiet place')))
      return performance.now() - start
    }
    const free = await timeOf({})
    // Nine tenths of rest after each hash make 40 times a hash of the 4.
    expect((await timeOf({ share: 0.1, burstMs: 0 })) / free).toBeGreaterThan(4)
  })

  it('that wait are unavailable when it is closed, and so are later ones', async () => {
    const passwords = open({ concurrency: 1 })
    const asked = Array.from({ length: 4 }, () => passwords.hash('a quiet place').catch(error => error.code))
    await passwords.close()
    expect((await Promise.all(asked)).slice(1)).toEqual(['unavailable', 'unavailable', 'unavailable'])
    await expect(passwords.hash('a quiet place')).rejects.toMatchObject({ code: 'unavailable' })
  })
})

// /proc is Linux's.
describe.runIf(process.platform === 'linux')('the hashing process', () => {
  it('works at the lowest priority, without the secrets of the node', async () => {
    const passwords = open()
    process.env.SOCKETLINK_JWT_SECRET = 'not for the hashing process'
    onTestFinished(() => void delete process.env.SOCKETLINK_JWT_SECRET)
    await passwords.hash('a quiet place')
    const [pid] = hashersOf(process.pid)
    const tasks = readdirSync(`/proc/${pid}/task`).map(task => `/proc/${pid}/task/${task}`)
    const workers = tasks.filter(task => read(`${task}/comm`).startsWith('libuv-worker'))
    expect(workers).toHaveLength(2)
    expect(workers.map(task => niceOf(read(`${task}/stat`)))).toEqual([19, 19])
    expect(workers.map(task => classOf(read(`${task}/stat`)))).toEqual([5, 5])
    expect(read(`/proc/${pid}/environ`).includes('SOCKETLINK')).toBe(false)
  })

  it('that gets no time as idle work works at nice 19 for a while, and nobody is told', async () => {
    const passwords = open({ concurrency: 2, hurryMs: 500 })
    await passwords.hash('a quiet place')
    const [pid] = hashersOf(process.pid)
    if (pid === undefined) throw new Error('there is no hashing process')
    process.kill(pid, 'SIGSTOP')
    const hashes = await Promise.all([passwords.hash('a quiet place'), passwords.hash('a quiet place')])
    for (const hash of hashes) expect(hash).toContain('argon2id')
    const [next] = hashersOf(process.pid)
    expect(next).not.toBe(pid)
    expect(classOf(read(`/proc/${next}/stat`))).toBe(0)
    expect(niceOf(read(`/proc/${next}/stat`))).toBe(19)
    await eventually(async () => {
      await passwords.hash('a quiet place')
      expect(classOf(read(`/proc/${hashersOf(process.pid)[0]}/stat`))).toBe(5)
    })
  })

  it('is replaced when it dies; what it was at is unavailable', async () => {
    const passwords = open({ concurrency: 1 })
    await passwords.hash('a quiet place')
    const [pid] = hashersOf(process.pid)
    if (pid === undefined) throw new Error('there is no hashing process')
    const asked = passwords.hash('a quiet place')
    const next = passwords.hash('a quiet place')
    process.kill(pid, 'SIGKILL')
    await expect(asked).rejects.toMatchObject({ code: 'unavailable' })
    expect(await next).toContain('argon2id')
    expect(hashersOf(process.pid)).not.toContain(pid)
  })

  it('ends with close, and is deaf to the signals that Ctrl-C sends to all', async () => {
    const passwords = open()
    await passwords.hash('a quiet place')
    const [pid] = hashersOf(process.pid)
    if (pid === undefined) throw new Error('there is no hashing process')
    process.kill(pid, 'SIGINT')
    process.kill(pid, 'SIGTERM')
    expect(await passwords.hash('a quiet place')).toContain('argon2id')
    expect(hashersOf(process.pid)).toEqual([pid])
    await passwords.close()
    expect(hashersOf(process.pid)).toEqual([])
  })

  it('ends when its node is killed', async () => {
    const node = fork(new URL('./support/hash-and-stay.ts', import.meta.url), { execArgv: [] })
    onTestFinished(() => void node.kill('SIGKILL'))
    await once(node, 'message')
    const [pid] = hashersOf(node.pid ?? 0)
    expect(pid).toBeGreaterThan(0)
    node.kill('SIGKILL')
    await eventually(() => expect(read(`/proc/${pid}/cmdline`)).toBe(''))
  })
})
