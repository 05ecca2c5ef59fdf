import { createMemoryStorage } from '@socketlink/client'
import { describe, expect, test } from 'vitest'
import { createMemory } from '../../src/memory.ts'

describe('what is remembered of a user', () => {
  test('outlives the page, room by room', () => {
    const storage = createMemoryStorage()
    createMemory(storage, 'u1').writeDraft('lobby', 'half a thought')
    createMemory(storage, 'u1').writeSeen('lobby', { epoch: 'e1', seq: 7 })
    createMemory(storage, 'u1').writeNotify(true)
    const again = createMemory(storage, 'u1')
    expect(again.readDraft('lobby')).toBe('half a thought')
    expect(again.readDraft('other')).toBe('')
    expect(again.readSeen('lobby')).toEqual({ epoch: 'e1', seq: 7 })
    expect(again.readNotify()).toBe(true)
  })

  test('is of that user alone, and goes with them', () => {
    const storage = createMemoryStorage()
    const [one, other] = [createMemory(storage, 'u1'), createMemory(storage, 'u2')]
    one.writeDraft('lobby', 'mine')
    other.writeDraft('lobby', 'yours')
    storage.setItem('socketlink:session', 'of the SDK')
    one.clear()
    expect(one.readDraft('lobby')).toBe('')
    expect(other.readDraft('lobby')).toBe('yours')
    expect(storage.getItem('socketlink:session')).toBe('of the SDK')
  })

  test('an empty draft leaves nothing behind', () => {
    const storage = createMemoryStorage()
    const memory = createMemory(storage, 'u1')
    memory.writeDraft('lobby', 'x')
    memory.writeDraft('lobby', '')
    expect(storage.length).toBe(0)
  })

  test('a storage that is full or broken costs nothing else', () => {
    const fail = (): never => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    const memory = createMemory(
      { length: 1, key: fail, getItem: fail, setItem: fail, removeItem: fail },
      'u1',
    )
    memory.writeDraft('lobby', 'x')
    memory.clear()
    expect(memory.readDraft('lobby')).toBe('')
    const garbage = createMemoryStorage()
    garbage.setItem('socketlink-web:u1:seen:lobby', '{')
    expect(createMemory(garbage, 'u1').readSeen('lobby')).toBeUndefined()
  })
})
