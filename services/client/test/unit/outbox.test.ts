import { type ErrorCode, errorCatalogue, type SendResult } from '@socketlink/contract'
import { describe, expect, it } from 'vitest'
import { ClientError, createMemoryStorage } from '../../src/index.ts'
import { usualTiming } from '../../src/options.ts'
import { createOutbox } from '../../src/outbox.ts'
import { createOutboxEntries } from '../../src/outbox-entries.ts'
import { judgeFailure } from '../../src/outbox-policy.ts'
import { createRecords } from '../../src/storage.ts'
import { createFakeClock } from '../support/fake-clock.ts'

const refusal = (code: ErrorCode, retryAfterMs?: number): ClientError =>
  new ClientError({ code, ...errorCatalogue[code], ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })

type Answer = ClientError | { persisted: boolean }

/** An outbox in an open room; `answers` are given in turn, and from then on everything is kept. */
const open = (answers: Answer[] = []) => {
  const clock = createFakeClock()
  const storage = createMemoryStorage()
  const records = createRecords(storage)
  const entries = createOutboxEntries({ records, clock, changed: () => {} })
  entries.load('user')
  const world = {
    room: 'room' as string | undefined,
    sent: [] as string[],
    kept: [] as string[],
    rejoins: 0,
    unplaced: new Set<string>(),
  }
  const outbox = createOutbox({ clock, timing: usualTiming, random: () => 1 }, entries, {
    openRoom: () => world.room,
    send: async ({ text }) => {
      world.sent.push(text)
      const answer = answers.shift() ?? { persisted: true }
      if (answer instanceof Error) throw answer
      return { messageId: text, seq: 1, epoch: 'a', timestamp: 0, duplicate: false, ...answer } as SendResult
    },
    kept: entry => {
      world.kept.push(entry.text)
      return !world.unplaced.has(entry.text)
    },
    notInRoom: () => world.rejoins++,
  })
  const say = (...texts: string[]): void => {
    for (const text of texts) entries.add('room', text)
    outbox.flush()
  }
  return { clock, storage, records, entries, outbox, world, say }
}

describe('outbox', () => {
  it('sends one at a time, in order, and lets go of what is kept', async () => {
    const { clock, storage, entries, world, say } = open()
    say('one', 'two', 'three')
    expect(storage.length).toBe(3)
    await clock.advance(0)
    expect(world.kept).toEqual(['one', 'two', 'three'])
    expect(entries.all).toEqual([])
    expect(storage.length).toBe(0)
  })

  it('holds what is kept for as long as the room does not know where', async () => {
    const { clock, entries, outbox, world, say } = open()
    world.unplaced.add('one')
    say('one', 'two')
    await clock.advance(0)
    expect(entries.all).toMatchObject([{ text: 'one', state: 'sending' }])
    world.unplaced.clear()
    outbox.flush()
    await clock.advance(0)
    expect(world.sent).toEqual(['one', 'two', 'one'])
    expect(entries.all).toEqual([])
  })

  it('waits as long as the server says, and what is behind waits too', async () => {
    const { clock, world, say } = open([refusal('rate_limited', 2000)])
    say('one', 'two')
    await clock.advance(2400)
    say('three')
    await clock.advance(99)
    expect(world.sent).toEqual(['one'])
    await clock.advance(1)
    expect(world.sent).toEqual(['one', 'one', 'two', 'three'])
  })

  it('what is acked but not kept is provisional, does not stop the others, and is sent again first', async () => {
    const no = { persisted: false }
    const { clock, entries, world, say } = open([no, no, no])
    say('one', 'two')
    await clock.advance(0)
    expect(entries.all.map(entry => entry.state)).toEqual(['provisional', 'provisional'])
    say('three')
    await clock.advance(0)
    expect(world.sent.slice(2)).toEqual(['one', 'two', 'three'])
    expect(world.kept).toEqual(['two', 'three'])
    await clock.advance(usualTiming.retryMaxMs)
    expect(world.kept).toEqual(['two', 'three', 'one'])
    expect(clock.waiting).toBe(0)
  })

  it('what can never succeed fails and lets the others pass; retry sends it again', async () => {
    const { clock, storage, entries, outbox, world, say } = open([refusal('bad_request')])
    say('bad', 'good')
    await clock.advance(0)
    expect(entries.all).toMatchObject([{ text: 'bad', state: 'failed', error: 'bad_request' }])
    expect(world.kept).toEqual(['good'])
    expect(storage.length).toBe(1)
    entries.update(entries.all[0]?.clientMessageId ?? '', { state: 'sending' })
    expect(entries.all[0]).not.toHaveProperty('error')
    outbox.flush()
    await clock.advance(0)
    expect(world.kept).toEqual(['good', 'bad'])
  })

  it('a server that fails again and again is given up on, one that is away is not', async () => {
    const failing = open(Array.from({ length: 5 }, () => refusal('internal')))
    failing.say('one')
    await failing.clock.advance(60_000)
    expect(failing.world.sent).toHaveLength(5)
    expect(failing.entries.all).toMatchObject([{ state: 'failed', error: 'internal' }])
    const away = open(Array.from({ length: 50 }, () => refusal('unavailable')))
    away.say('one')
    await away.clock.advance(600_000)
    expect(away.world.kept).toEqual(['one'])
  })

  it('not_in_room enters the room again; a room that is not open waits without a timer', async () => {
    const { clock, outbox, world, say } = open([refusal('not_in_room')])
    say('one')
    await clock.advance(60_000)
    expect(world).toMatchObject({ rejoins: 1, sent: ['one'] })
    world.room = undefined
    outbox.flush()
    await clock.advance(60_000)
    expect(world.sent).toEqual(['one'])
    world.room = 'room'
    outbox.flush()
    await clock.advance(0)
    expect(world.kept).toEqual(['one'])
  })

  it('is found again by the same user only, in the order it was typed', () => {
    const { clock, records, say } = open()
    say('one', 'two', 'three')
    const reloaded = createOutboxEntries({ records, clock, changed: () => {} })
    reloaded.load('somebody else')
    expect(reloaded.all).toEqual([])
    reloaded.load('user')
    expect(reloaded.all.map(entry => entry.text)).toEqual(['one', 'two', 'three'])
    reloaded.clear()
    reloaded.load(undefined)
    reloaded.load('user')
    expect(reloaded.all).toEqual([])
  })

  it.each(Object.keys(errorCatalogue) as ErrorCode[])('judges %s', code => {
    const verdict = judgeFailure(refusal(code), 0)
    if (code === 'not_in_room') expect(verdict).toBe('rejoin')
    else if (code === 'token_expired' || code === 'unauthenticated') expect(verdict).toBe('wait')
    else expect(verdict).toBe(errorCatalogue[code].retryable ? 'wait' : 'fail')
  })
})
