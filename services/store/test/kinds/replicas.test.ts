import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Member, RedisGroup } from '../../../../deploy/redis/group.ts'
import { createStore, type Store } from '../../src/store.ts'
import { silentLog } from '../support/store-context.ts'
import { serversOf, startKind, storeOptions } from './support/open-kind.ts'

const alice = { userId: randomUUID(), username: 'alice', role: 'user' } as const

describe('a master with two replicas', () => {
  let group: RedisGroup
  beforeAll(async () => {
    // Without this a master that has lost its replicas takes nothing.
    group = await startKind('sentinel', { settings: ['min-replicas-to-write 0'] })
  })
  afterAll(() => group?.stop())

  const replicas = (): Member[] => group.servers.slice(1)
  const signal = (members: readonly Member[], name: NodeJS.Signals): void => {
    for (const member of members) member.kill(name)
  }
  const open = async (wanted: number): Promise<Store> => {
    const wait = { replicas: wanted, timeoutMs: 500 }
    const store = createStore(storeOptions(serversOf(group), { wait }), silentLog)
    await store.start()
    onTestFinished(() => store.close())
    return store
  }
  const send = (store: Store, text: string, clientMessageId?: string) =>
    store.messages.send({ roomName: 'lobby', text, sender: alice, clientMessageId })
  const countCalls = async (command: string): Promise<number> => {
    const [master] = group.servers
    const stats = master === undefined ? '' : await group.ask(master, 'INFO', 'commandstats')
    return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0)
  }

  test('what they do not have yet is not called kept, and is once they have it', async () => {
    const store = await open(1)
    expect((await send(store, 'before')).kept).toBe(true)
    signal(replicas(), 'SIGSTOP')
    const first = await send(store, 'meanwhile', 'once')
    expect(first).toMatchObject({ kept: false, duplicate: false })
    signal(replicas(), 'SIGCONT')
    const again = await send(store, 'meanwhile', 'once')
    expect(again).toEqual({ message: first.message, duplicate: true, kept: true })
  })

  test('as many are waited for as configured', async () => {
    const [one, two] = [await open(1), await open(2)]
    const [frozen] = replicas()
    if (frozen === undefined) throw new Error('there is no replica')
    frozen.kill('SIGSTOP')
    const [enough, tooFew] = await Promise.all([send(one, 'to one'), send(two, 'to two')])
    frozen.kill('SIGCONT')
    expect([enough.kept, tooFew.kept]).toEqual([true, false])
  })

  test('many sends at once share a question, and without the setting nothing is asked', async () => {
    const [waiting, plain] = [await open(1), await open(0)]
    const before = await countCalls('wait')
    await Promise.all(Array.from({ length: 200 }, (_, n) => send(plain, `plain ${n}`)))
    expect(await countCalls('wait')).toBe(before)
    const sent = await Promise.all(Array.from({ length: 200 }, (_, n) => send(waiting, `waiting ${n}`)))
    expect(sent.every(({ kept }) => kept)).toBe(true)
    expect((await countCalls('wait')) - before).toBeLessThan(100)
  })

  // The last test: it leaves another master behind.
  test('a message that no replica had goes with its master, and its place is not given again', async () => {
    const store = await open(0)
    const kept = await send(store, 'on all of them')
    const [master] = group.servers
    if (master === undefined) throw new Error('there is no master')
    signal(replicas(), 'SIGSTOP')
    await group.ask(master, 'CLIENT', 'KILL', 'TYPE', 'replica')
    const lost = await send(store, 'on the master only')
    expect(lost.kept).toBe(true)
    expect(lost.message.epoch).toBe(kept.message.epoch)
    const gone = once(store.link, 'lost')
    master.kill('SIGKILL')
    await gone
    const back = once(store.link, 'ready')
    signal(replicas(), 'SIGCONT')
    await back
    const { message } = await send(store, 'after')
    const { messages } = await store.history.read('lobby', { limit: 100 })
    expect(messages.slice(-2)).toEqual([kept.message, message])
    expect(message.seq).toBe(lost.message.seq)
    expect(message.epoch).not.toBe(lost.message.epoch)
  })
})
