import { createHash } from 'node:crypto'
import calculateSlot from 'cluster-key-slot'
import { describe, expect, test } from 'vitest'
import { createKeys, partitionCount } from '../src/keys.ts'

const keys = createKeys('sl')
const names = ['lobby', 'Ünïcode-房间', '{p00}', 'a:b c', '__proto__', createHash('md5').digest('hex')]

describe('keys', () => {
  test.each(names)('all keys and the channel of room %s lie in one slot', name => {
    const { name: _, socketRoom, partition, ...own } = keys.room(name)
    const spelled = [
      ...Object.values(own),
      `${own.duplicates}:20000`,
      partition.rooms,
      partition.unused,
      partition.messageCount,
      partition.replicated,
      partition.fenced,
      partition.heldBy('node#1'),
    ]
    expect(new Set(spelled.map(key => calculateSlot(key))).size).toBe(1)
    expect(own.channel).toContain(socketRoom)
  })

  test.each(names)(
    'the limit of messages in room %s lies beside its keys where slots are spread, else with the user',
    name => {
      const slotOf = (spelled: string): number => calculateSlot(spelled)
      const spread = createKeys('sl', true)
      expect(slotOf(spread.messageLimit(name, 'user-1'))).toBe(slotOf(spread.room(name).head))
      expect(keys.messageLimit(name, 'user-1')).toBe(keys.messageLimit('another', 'user-1'))
    },
  )

  test.each(names)('all keys of user %s lie in one slot', name => {
    const { connections, online, fenced, heldBy } = keys.user(name)
    expect(new Set([connections, online, fenced, heldBy('n#1')].map(key => calculateSlot(key))).size).toBe(1)
  })

  test('a user has one place whatever the case of the name', () => {
    expect(keys.user('Alice')).toEqual({ ...keys.user('aLICE'), heldBy: expect.any(Function) })
    expect(keys.account('Alice')).toBe(keys.account('ALICE'))
  })

  test('names reach keys encoded, so that no name can spell another key', () => {
    expect(keys.room('{p01}:rooms').head).not.toContain('{p01}:rooms:')
    expect(keys.room('a b').socketRoom).toMatch(/^\{p\d\d\}:room:a%20b$/)
  })

  test('rooms spread over the partitions', () => {
    const used = new Set(Array.from({ length: 2000 }, (_, i) => keys.room(`room-${i}`).partition.index))
    expect(used.size).toBe(partitionCount)
  })

  test('a prefix with braces is refused', () => {
    expect(() => createKeys('a{b}')).toThrow('braces')
  })
})
