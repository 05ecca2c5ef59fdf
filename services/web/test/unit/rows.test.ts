import { describe, expect, test } from 'vitest'
import { buildRows, type MessageRow, type Surroundings } from '../../src/conversation/rows.ts'
import { makeMessage, makeMessages } from '../support/chat-message.ts'

const nothing: Surroundings = { lines: [], newAfter: undefined, seams: new Set(), hasOlder: false }
const line = (afterKey: string | undefined) => ({ key: `p${afterKey}`, afterKey, joined: ['bob'], left: [] })

/** The keys of the message rows of which something holds. */
const keysOf = (rows: ReturnType<typeof buildRows>, holds: (row: MessageRow) => boolean): string[] =>
  rows.filter(row => row.kind === 'message' && holds(row)).map(row => row.key)

const groups = (messages: ReturnType<typeof makeMessages>, around: Partial<Surroundings> = {}): string[] =>
  keysOf(buildRows(messages, { ...nothing, ...around }), row => row.opensGroup)

describe('rows', () => {
  test('messages of one sender stand together', () => {
    const [one, two, three] = [makeMessage(1), makeMessage(2), makeMessage(3, { sender: 'bob' })]
    expect(groups([one, two, three])).toEqual(['m1', 'm3'])
  })

  test('five minutes of silence open a group', () => {
    const before = makeMessage(1)
    const at = (ms: number) => makeMessage(2, { timestamp: before.timestamp + ms })
    expect(groups([before, at(5 * 60_000 - 1)])).toEqual(['m1'])
    expect(groups([before, at(5 * 60_000)])).toEqual(['m1', 'm2'])
  })

  test('a break in the history, a presence line and the line above what is new open a group', () => {
    expect(groups([makeMessage(1), makeMessage(2, { breakBefore: 'gap' })])).toEqual(['m1', 'm2'])
    expect(groups(makeMessages(1, 3), { lines: [line('m1')] })).toEqual(['m1', 'm2'])
    expect(groups(makeMessages(1, 3), { newAfter: { epoch: 'e1', seq: 2 } })).toEqual(['m1', 'm3'])
  })

  test('each day is opened once', () => {
    const evening = makeMessage(1, { timestamp: new Date(2026, 2, 10, 23, 59).getTime() })
    const night = makeMessage(2, { timestamp: new Date(2026, 2, 11, 0, 1).getTime() })
    const later = makeMessage(3, { timestamp: new Date(2026, 2, 11, 0, 2).getTime() })
    const rows = buildRows([evening, night, later], nothing)
    expect(keysOf(rows, row => row.opensDay)).toEqual(['m1', 'm2'])
    expect(keysOf(rows, row => row.opensGroup)).toEqual(['m1', 'm2'])
  })

  test('the first of what is here opens its day only when nothing is older', () => {
    const rows = buildRows(makeMessages(51, 52), { ...nothing, hasOlder: true })
    expect(keysOf(rows, row => row.opensDay)).toEqual([])
  })

  test('what was first once keeps its head when older messages come above it', () => {
    expect(groups(makeMessages(1, 100), { seams: new Set(['m51']) })).toEqual(['m1', 'm51'])
  })

  test('the line above what is new stands before the first of others, once', () => {
    const messages = [...makeMessages(1, 2), makeMessage(3, { mine: true }), ...makeMessages(4, 5)]
    const rows = buildRows(messages, { ...nothing, newAfter: { epoch: 'e1', seq: 2 } })
    expect(keysOf(rows, row => row.opensNew)).toEqual(['m4'])
  })

  test('a place in another epoch is no place here', () => {
    const rows = buildRows(makeMessages(1, 3), { ...nothing, newAfter: { epoch: 'e0', seq: 1 } })
    expect(keysOf(rows, row => row.opensNew)).toEqual([])
  })

  test('presence lines stand below their message, or at the top', () => {
    const rows = buildRows(makeMessages(1, 2), {
      ...nothing,
      lines: [line(undefined), line('m1'), line('gone')],
    })
    expect(rows.map(row => row.key)).toEqual(['pundefined', 'm1', 'pm1', 'm2'])
  })
})
