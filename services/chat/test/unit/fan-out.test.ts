import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FanOutRoom, told, Wire } from './support/fan-out-room.ts'

const longestMs = 75
/** The rest after a writing of so many events. */
const restMs = (events = 1): number => Math.min(longestMs, 30 + 5 * events)

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** Corked writes leave in the next tick. */
const tick = (): Promise<void> => new Promise(resolve => process.nextTick(resolve))

describe('a quiet room', () => {
  it('has each event written at once, without a timer', () => {
    const room = new FanOutRoom(longestMs)
    const members = [room.member('a'), room.member('b')]
    for (const text of ['one', 'two']) {
      expect(room.tell(text)).toBe(true)
      expect(vi.getTimerCount()).toBe(0)
      for (const { writes } of members) expect(writes.at(-1)).toEqual([told(text)])
      vi.advanceTimersByTime(restMs())
    }
    for (const { writes, ordinary } of members) {
      expect(writes).toHaveLength(2)
      expect(ordinary).toEqual([])
    }
  })
})

describe('a busy room', () => {
  it('has what comes during a rest written together, in one write for each member', () => {
    const room = new FanOutRoom(longestMs)
    const members = [room.member('a'), room.member('b')]
    const texts = Array.from({ length: 50 }, (_, n) => `${n}`)
    for (const text of texts) room.tell(text)
    vi.advanceTimersByTime(restMs() - 1)
    for (const { writes } of members) expect(writes).toEqual([[told('0')]])
    vi.advanceTimersByTime(1)
    for (const { writes } of members) expect(writes).toEqual([[told('0')], texts.slice(1).map(told)])
  })

  it.each([
    [1, 35],
    [2, 40],
    [5, 55],
    [9, 75],
    [50, 75],
  ])('rests the longer the more was written: after %i events %i ms of at most 75', (events, rest) => {
    const room = new FanOutRoom(longestMs)
    const member = room.member('a')
    room.tell('first')
    for (let n = 0; n < events; n++) room.tell('together')
    vi.advanceTimersByTime(restMs())
    room.tell('after')
    vi.advanceTimersByTime(rest - 1)
    expect(member.writes.map(({ length }) => length)).toEqual([1, events])
    vi.advanceTimersByTime(1)
    expect(member.writes.at(-1)).toEqual([told('after')])
  })

  it('holds no more than 64 KiB: long messages are written before the rest is over', () => {
    const room = new FanOutRoom(longestMs)
    const member = room.member('a')
    const long = 'x'.repeat(10_000)
    for (let n = 0; n < 7; n++) room.tell(long)
    expect(member.writes.map(({ length }) => length)).toEqual([1])
    room.tell(long)
    expect(member.writes.map(({ length }) => length)).toEqual([1, 7])
    expect(vi.getTimerCount()).toBe(0)
    room.tell('after')
    vi.advanceTimersByTime(restMs(7) - 1)
    expect(member.writes).toHaveLength(2)
    vi.advanceTimersByTime(1)
    expect(member.writes).toHaveLength(3)
  })

  it('has each event written for itself without a rest', () => {
    const room = new FanOutRoom(0)
    const member = room.member('a')
    for (const text of ['one', 'two', 'three']) room.tell(text)
    expect(member.writes).toEqual([[told('one')], [told('two')], [told('three')]])
  })
})

describe('order on a socket', () => {
  it('lets no packet overtake an event that came before it; both leave in one write', async () => {
    const room = new FanOutRoom(longestMs)
    const [member, other] = [room.member('a'), room.member('b')]
    room.tell('first')
    room.tell('held')
    member.write('30[{"ok":true}]')
    room.tell('later')
    await tick()
    expect(member.writes).toEqual([[told('first')], [told('held'), '430[{"ok":true}]']])
    expect(other.writes).toEqual([[told('first')]])
    vi.advanceTimersByTime(restMs())
    // Nothing twice, nothing left out.
    expect(member.received).toEqual([told('first'), told('held'), '430[{"ok":true}]', told('later')])
    expect(other.received).toEqual(['first', 'held', 'later'].map(told))
  })

  it('gives one who enters while events are held only those that come after', () => {
    const room = new FanOutRoom(longestMs)
    const member = room.member('a')
    room.tell('first')
    room.tell('held')
    const newcomer = room.connect('b')
    newcomer.write('2["message_history",[]]')
    room.enter('b')
    room.tell('live')
    vi.advanceTimersByTime(restMs())
    expect(newcomer.received).toEqual(['42["message_history",[]]', told('live')])
    expect(member.received).toEqual(['first', 'held', 'live'].map(told))
    vi.advanceTimersByTime(restMs(2))
    room.tell('quiet again')
    expect(newcomer.received.at(-1)).toEqual(told('quiet again'))
  })

  it('gives one who leaves what came before, at once, and nothing after', async () => {
    const room = new FanOutRoom(longestMs)
    const [member, other] = [room.member('a'), room.member('b')]
    room.tell('first')
    room.tell('held')
    room.leave('a')
    member.write('31[{"ok":true}]')
    room.tell('later')
    vi.advanceTimersByTime(restMs())
    await tick()
    expect(member.received).toEqual([told('first'), told('held'), '431[{"ok":true}]'])
    expect(other.received).toEqual(['first', 'held', 'later'].map(told))
  })

  it('holds between what is for everyone and the room', async () => {
    const room = new FanOutRoom(longestMs)
    const member = room.member('a')
    const outsider = room.connect('b')
    for (const text of ['for all', 'for all, held']) expect(room.tell(text, { room: '' })).toBe(true)
    member.upgrading = true
    room.tell('for the room')
    await tick()
    expect(member.received).toEqual(['for all', 'for all, held', 'for the room'].map(told))
    vi.advanceTimersByTime(restMs())
    expect(outsider.received).toEqual(['for all', 'for all, held'].map(told))
    expect(member.received).toHaveLength(3)
  })
})

describe('except', () => {
  it('leaves out the event for the sockets it names, and nothing else', async () => {
    const room = new FanOutRoom(longestMs)
    const [member, other] = [room.member('a'), room.member('b')]
    room.tell('1', { except: ['a'] })
    room.tell('2')
    room.tell('3', { except: ['a', 'c'] })
    member.write('30[]')
    room.tell('4', { except: ['a'] })
    room.tell('5', { except: ['b'] })
    vi.advanceTimersByTime(restMs())
    await tick()
    expect(member.received).toEqual([told('2'), '430[]', told('5')])
    expect(other.received).toEqual(['1', '2', '3', '4'].map(told))
  })
})

describe('the ordinary way', () => {
  const compressing = { readyState: 1, extensions: 'permessage-deflate', _socket: new Wire() }

  it.each<[string, object]>([
    ['polls', { transport: { name: 'polling' } }],
    ['is upgrading', { upgrading: true }],
    ['compresses', { transport: { name: 'websocket', socket: compressing } }],
    ['has more waiting', { writeBuffer: ['packet'] }],
  ])('is taken for a client that %s, with the same events in the same order', (_what, part) => {
    const room = new FanOutRoom(longestMs)
    const [member, other] = [room.member('a'), room.member('b')]
    Object.assign(member, part)
    const texts = Array.from({ length: 10 }, (_, n) => `${n}`)
    for (const text of texts) room.tell(text)
    vi.advanceTimersByTime(restMs())
    expect(member.ordinary.map(packet => `4${packet}`)).toEqual(texts.map(told))
    expect(other.ordinary).toEqual([])
    expect(other.received).toEqual(texts.map(told))
  })

  it('is taken while a client does not read: no more is written to its TCP socket', () => {
    const room = new FanOutRoom(0)
    const [member, other] = [room.member('a'), room.member('b')]
    member.wire.reads = false
    const texts = Array.from({ length: 10 }, (_, n) => `${n}`)
    for (const text of texts) room.tell(text)
    expect(member.ordinary.map(packet => `4${packet}`)).toEqual(texts.slice(1).map(told))
    expect(other.ordinary).toEqual([])
  })

  it('asks for each event whether it may be added to what waits; the direct way does not ask', () => {
    const room = new FanOutRoom(0)
    const [member, other] = [room.member('a'), room.member('b')]
    room.tell('direct')
    expect(room.asked).toEqual([])
    member.writeBuffer = ['packet']
    room.refused.add('new_message')
    room.tell('refused')
    expect(room.asked).toContain('new_message')
    room.refused.clear()
    room.tell('admitted')
    expect(member.received).toEqual(['direct', 'admitted'].map(told))
    expect(other.received).toEqual(['direct', 'refused', 'admitted'].map(told))
  })
})

describe('what the fan-out takes', () => {
  it('is the events of rooms that have members here', () => {
    const room = new FanOutRoom(0)
    const member = room.member('a')
    expect(room.tell('elsewhere', { room: 'another' })).toBe(false)
    expect(room.fanOut.deliver('room', Buffer.from('{"uid":"a-node","type":3,"nsp":"/"}'))).toBe(false)
    room.leave('a')
    room.leave('a', 'a')
    expect(room.tell('to nobody', { room: '' })).toBe(true)
    expect(member.received).toEqual([])
    expect(member.listenerCount('packetCreate')).toBe(0)
  })
})
