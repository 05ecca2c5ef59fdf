import type { ChatMessage, RoomState } from '@socketlink/client'
import { describe, expect, test } from 'vitest'
import { findArrivals } from '../../src/conversation/arrivals.ts'
import { follow, notFollowing } from '../../src/conversation/following.ts'
import { makeMessage, makeMessages, makeUnsent } from '../support/chat-message.ts'

const makeRoom = (messages: ChatMessage[], change: Partial<RoomState> = {}): RoomState => ({
  name: 'lobby',
  joined: true,
  users: ['ann', 'me'],
  userCount: 2,
  typing: [],
  messages,
  hasOlder: false,
  recovery: 'none',
  epoch: 'e1',
  ...change,
})

const watcher = { self: 'me', attentive: true, seenBefore: undefined }
const keys = (messages: readonly ChatMessage[]): string[] => messages.map(message => message.key)
const unsent = makeUnsent('own', { mine: true, state: 'sending' })

describe('arrivals', () => {
  test.each<[string, ChatMessage[], ChatMessage[], string[]]>([
    ['a new message', makeMessages(1, 2), makeMessages(1, 3), ['m3']],
    ['the first message', [], makeMessages(1, 1), ['m1']],
    ['several at once', makeMessages(1, 2), makeMessages(1, 4), ['m3', 'm4']],
    [
      'one before an unsent message of ours',
      [makeMessage(1), unsent],
      [...makeMessages(1, 2), unsent],
      ['m2'],
    ],
    ['an older page', makeMessages(3, 4), makeMessages(1, 4), []],
    ['our own message', makeMessages(1, 1), [makeMessage(1), makeMessage(2, { mine: true })], []],
    ['nothing', makeMessages(1, 2), makeMessages(1, 2), []],
  ])('%s', (_, before, after, expected) => {
    expect(keys(findArrivals(before, after))).toEqual(expected)
  })

  test('a provisional message that is kept in the end arrives once', () => {
    const provisional = makeUnsent('p', { state: 'provisional' })
    const kept = makeMessage(2, { key: 'p' })
    expect(keys(findArrivals([makeMessage(1)], [makeMessage(1), provisional]))).toEqual(['p'])
    expect(keys(findArrivals([makeMessage(1), provisional], [makeMessage(1), kept]))).toEqual([])
  })
})

describe('following a room', () => {
  test('begins when the room was entered, and its history is no news', () => {
    const unknown = makeRoom([], { epoch: undefined, users: [], userCount: 0 })
    expect(follow(notFollowing, undefined, unknown, watcher)).toBe(notFollowing)
    const { arrivals, lines, reading } = follow(notFollowing, unknown, makeRoom(makeMessages(1, 3)), watcher)
    expect([arrivals.length, lines.length, reading.unseen]).toEqual([0, 0, 0])
    expect(reading.seen).toEqual({ epoch: 'e1', seq: 3 })
  })

  test('counts what comes while nobody looks', () => {
    const before = makeRoom(makeMessages(1, 3))
    const start = follow(notFollowing, undefined, before, watcher)
    const away = { ...watcher, attentive: false }
    const { reading, arrivals } = follow(start, before, makeRoom(makeMessages(1, 5)), away)
    expect(keys(arrivals)).toEqual(['m4', 'm5'])
    expect(reading).toEqual({ seen: { epoch: 'e1', seq: 3 }, newAfter: { epoch: 'e1', seq: 3 }, unseen: 2 })
  })

  test('puts comings and goings below the last message', () => {
    const before = makeRoom(makeMessages(1, 3))
    const after = makeRoom(before.messages as ChatMessage[], { users: ['bob', 'me'] })
    const start = follow(notFollowing, undefined, before, watcher)
    expect(follow(start, before, after, watcher).lines).toEqual([
      { key: 'presence:m3', afterKey: 'm3', joined: ['bob'], left: ['ann'] },
    ])
  })

  test('remembers what was first', () => {
    const before = makeRoom(makeMessages(3, 4))
    const start = follow(notFollowing, undefined, before, watcher)
    const { seams } = follow(start, before, makeRoom(makeMessages(1, 4)), watcher)
    expect([...seams]).toEqual(['m3', 'm1'])
  })
})
