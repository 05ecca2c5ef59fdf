import { describe, expect, test } from 'vitest'
import { addPresence, comparePresence, foldNames } from '../../src/conversation/presence-lines.ts'

const presence = (...users: string[]) => ({ users, userCount: users.length })

describe('presence lines', () => {
  test('tell who came and went, oneself excepted', () => {
    expect(comparePresence(presence('ann', 'me'), presence('bob', 'me'), 'me')).toEqual({
      joined: ['bob'],
      left: ['ann'],
    })
    expect(comparePresence(presence('ann'), presence('ann', 'me'), 'me').joined).toEqual([])
  })

  test('say nothing where not everybody is known', () => {
    const nothing = { joined: [], left: [] }
    const many = presence(...Array.from({ length: 101 }, (_, index) => `user-${index}`))
    expect(comparePresence({ users: [], userCount: 0 }, presence('ann'), 'me')).toEqual(nothing)
    expect(comparePresence({ users: ['ann'], userCount: 2 }, presence('bob'), 'me')).toEqual(nothing)
    expect(comparePresence(many, presence('bob'), 'me')).toEqual(nothing)
  })

  test('fold into one between two messages', () => {
    const first = addPresence([], { joined: ['ann'], left: [] }, 'm1')
    const second = addPresence(first, { joined: ['bob'], left: [] }, 'm1')
    expect(second).toMatchObject([{ afterKey: 'm1', joined: ['ann', 'bob'] }])
    expect(addPresence(second, { joined: [], left: ['bob'] }, 'm2')).toHaveLength(2)
  })

  test('keep of each user the last of it', () => {
    const came = addPresence([], { joined: ['ann'], left: [] }, 'm1')
    const went = addPresence(came, { joined: [], left: ['ann'] }, 'm1')
    expect(went).toMatchObject([{ joined: [], left: ['ann'] }])
    expect(addPresence(went, { joined: ['ann'], left: [] }, 'm1')).toMatchObject([
      { joined: ['ann'], left: [] },
    ])
  })

  test('nothing adds nothing', () => {
    const lines = addPresence([], { joined: ['ann'], left: [] }, 'm1')
    expect(addPresence(lines, { joined: [], left: [] }, 'm2')).toBe(lines)
  })

  test('name three at most', () => {
    expect(foldNames(['a', 'b', 'c'])).toEqual({ shown: ['a', 'b', 'c'], more: 0 })
    expect(foldNames(['a', 'b', 'c', 'd'])).toEqual({ shown: ['a', 'b'], more: 2 })
  })
})
