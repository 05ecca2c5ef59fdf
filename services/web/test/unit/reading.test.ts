import { describe, expect, test } from 'vitest'
import { dropDivider, lastPlace, missed, readAll, startReading } from '../../src/conversation/reading.ts'
import { makeMessage, makeMessages, makeUnsent } from '../support/chat-message.ts'

const place = (seq: number) => ({ epoch: 'e1', seq })

describe('reading', () => {
  test('an unsent message has no place', () => {
    const unsent = makeUnsent('own', { state: 'sending', mine: true })
    expect(lastPlace([...makeMessages(1, 3), unsent])).toEqual(place(3))
    expect(lastPlace([])).toBeUndefined()
  })

  test('a first visit begins with nothing new', () => {
    expect(startReading(makeMessages(1, 5), undefined)).toEqual({
      seen: undefined,
      newAfter: undefined,
      unseen: 0,
    })
  })

  test('a later visit shows what came from others since', () => {
    const messages = [...makeMessages(1, 4), makeMessage(5, { mine: true })]
    expect(startReading(messages, place(2))).toEqual({ seen: place(2), newAfter: place(2), unseen: 2 })
    expect(startReading(messages, place(4))).toEqual({ seen: place(4), newAfter: undefined, unseen: 0 })
  })

  test('what was missed is counted, and the line stays above the first of it', () => {
    const start = readAll(startReading([], undefined), makeMessages(1, 3))
    const away = missed(missed(start, 1), 2)
    expect(away).toEqual({ seen: place(3), newAfter: place(3), unseen: 3 })
  })

  test('looking ends the count and keeps the line; the next absence moves it', () => {
    const away = missed(readAll(startReading([], undefined), makeMessages(1, 3)), 1)
    const back = readAll(away, makeMessages(1, 4))
    expect(back).toEqual({ seen: place(4), newAfter: place(3), unseen: 0 })
    expect(missed(back, 1).newAfter).toEqual(place(4))
  })

  test('an answer takes the line away', () => {
    const back = readAll(
      missed(readAll(startReading([], undefined), makeMessages(1, 3)), 1),
      makeMessages(1, 4),
    )
    expect(dropDivider(back).newAfter).toBeUndefined()
  })

  test('nothing new is the same object', () => {
    const reading = readAll(startReading([], undefined), makeMessages(1, 3))
    expect(readAll(reading, makeMessages(1, 3))).toBe(reading)
    expect(missed(reading, 0)).toBe(reading)
    expect(dropDivider(reading)).toBe(reading)
  })
})
