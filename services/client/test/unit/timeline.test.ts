import type { Message, ProvisionalMessage } from '@socketlink/contract'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../store/test/support/random.ts'
import {
  emptyTimeline,
  enter,
  fillFrom,
  hasHole,
  hasOlder,
  isElsewhere,
  prepend,
  receive,
  type Timeline,
} from '../../src/timeline.ts'

const message = (seq: number, change: Partial<Message> = {}): Message => ({
  ...{ messageId: `${change.epoch ?? 'a'}-${seq}`, seq, epoch: 'a', text: `text ${seq}`, sender: 'bob' },
  ...{ senderId: 'b', roomName: 'room', timestamp: seq },
  ...change,
})
const range = (from: number, to: number, epoch = 'a'): Message[] =>
  Array.from({ length: to - from + 1 }, (_, n) => message(from + n, { epoch }))
const seqs = ({ messages }: Timeline): number[] => messages.map(({ seq }) => seq)
const entered = (from: number, to: number): Timeline =>
  enter(emptyTimeline, { epoch: 'a', seq: to, recovery: 'none' }, range(from, to))

describe('timeline', () => {
  it('orders by seq and drops doubles, whatever the order of arrival', () => {
    const random = createRandom(7)
    const coming = [...range(1, 200), ...range(50, 120)]
    for (let n = coming.length - 1; n > 0; n--) {
      const other = random(n + 1)
      const [one, two] = [coming[n] as Message, coming[other] as Message]
      coming[n] = two
      coming[other] = one
    }
    const timeline = receive(entered(1, 0), coming)
    expect(seqs(timeline)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1))
    expect(timeline).toMatchObject({ whole: 200, head: 200 })
  })

  it('knows the last message before a hole, and the hole closes', () => {
    const torn = receive(entered(1, 3), [message(6)])
    expect(torn).toMatchObject({ whole: 3, head: 6 })
    expect(hasHole(torn)).toBe(true)
    const filled = fillFrom(torn, 3, { messages: range(4, 6), seq: 6 })
    expect(filled).toMatchObject({ whole: 6, head: 6, floor: 1 })
    expect(seqs(filled)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('learns of a hole at the end from the head alone', () => {
    const known = entered(1, 3)
    expect(hasHole(fillFrom(known, 3, { messages: [message(4)], seq: 5 }))).toBe(true)
  })

  it('a first join wants nothing older than what it brought; older pages are put before it', () => {
    const late = entered(51, 100)
    expect(late).toMatchObject({ floor: 51, whole: 100 })
    expect(hasOlder(late)).toBe(true)
    const older = prepend(late, { messages: range(1, 50), epoch: 'a', hasMore: false })
    expect(seqs(older)).toHaveLength(100)
    expect(hasOlder(older)).toBe(false)
    expect(prepend(late, { messages: range(1, 50, 'z'), epoch: 'z', hasMore: true })).toBe(late)
  })

  it('complete: what was missed is added', () => {
    const timeline = enter(entered(1, 3), { epoch: 'a', seq: 5, recovery: 'complete' }, range(4, 5))
    expect(timeline).toMatchObject({ whole: 5, head: 5, past: [] })
  })

  it('gap: what is lost is not waited for', () => {
    const timeline = enter(entered(1, 3), { epoch: 'a', seq: 60, recovery: 'gap' }, range(11, 60))
    expect(timeline).toMatchObject({ floor: 11, whole: 60, head: 60 })
    expect(seqs(timeline).slice(0, 4)).toEqual([1, 2, 3, 11])
  })

  it('a page that cannot fill the hole is a gap, too', () => {
    const torn = receive(entered(1, 3), [message(20)])
    const timeline = fillFrom(torn, 3, { messages: range(11, 20), seq: 20 })
    expect(timeline).toMatchObject({ floor: 11, whole: 20 })
    expect(fillFrom(torn, 3, { messages: [], seq: 20 })).toMatchObject({ floor: 21, whole: 20 })
  })

  it('reset: another epoch begins, and the old one stays before it', () => {
    const timeline = enter(entered(1, 3), { epoch: 'b', seq: 1, recovery: 'reset' }, range(1, 1, 'b'))
    expect(timeline).toMatchObject({ epoch: 'b', whole: 1, head: 1, floor: 1 })
    expect(timeline.past.map(({ messageId }) => messageId)).toEqual(['a-1', 'a-2', 'a-3'])
  })

  describe('another epoch', () => {
    const answer = (timeline: Timeline, epoch: string, history: Message[]): Timeline =>
      enter(timeline, { epoch, seq: history.length, recovery: 'reset' }, history)
    const empty = enter(emptyTimeline, { epoch: 'a', seq: 0, recovery: 'none' }, [])

    it.each([
      ['of which we know no message', answer(empty, 'b', range(1, 2, 'b'))],
      ['whose messages are shown as past', answer(entered(1, 2), 'b', range(1, 2, 'b'))],
      [
        'whose messages came with the history',
        answer(entered(1, 1), 'b', [message(1), message(2, { epoch: 'b' })]),
      ],
    ])('an echo of one that was left, %s, moves nothing', (_, timeline) => {
      expect(receive(timeline, [message(1), message(2, { messageId: 'kept nowhere' })])).toBe(timeline)
      expect(isElsewhere(timeline, message(1))).toBe(true)
      const next = receive(timeline, [message(3, { epoch: 'b' })])
      expect(next).toMatchObject({ epoch: 'b', whole: 3, head: 3 })
    })

    it('an echo of a message that is in the history under another epoch moves nothing', () => {
      const timeline = answer(empty, 'b', [message(1, { epoch: 'b', messageId: 'same' })])
      expect(receive(timeline, [message(1, { messageId: 'same' })])).toBe(timeline)
    })

    it('a new one seen live is not taken in either before the room has said so', () => {
      const timeline = receive(entered(1, 3), [message(4, { epoch: 'b' })])
      expect(timeline).toEqual(entered(1, 3))
      expect(isElsewhere(timeline, { epoch: 'b' })).toBe(true)
    })

    it('one that was left holds again when the room says so', () => {
      const away = answer(entered(1, 2), 'b', range(1, 3, 'b'))
      const back = answer(away, 'a', range(1, 2))
      expect(back).toMatchObject({ epoch: 'a', whole: 2, head: 2 })
      expect(back.past.map(({ messageId }) => messageId)).toEqual(['b-1', 'b-2', 'b-3'])
      expect(seqs(receive(back, [message(3)]))).toEqual([1, 2, 3])
    })

    it('an answer of another one begins it, whatever its recovery', () => {
      const timeline = enter(entered(1, 2), { epoch: 'b', seq: 1, recovery: 'complete' }, range(1, 1, 'b'))
      expect(timeline).toMatchObject({ epoch: 'b', whole: 1 })
    })

    it('what was sent in an earlier one fills a hole, when it is in the history of this one', () => {
      const torn = receive(answer(emptyTimeline, 'b', []), [message(4, { epoch: 'b' })])
      const page = [...range(1, 3), message(4, { epoch: 'b' })]
      const filled = fillFrom(torn, 0, { messages: page, seq: 4 })
      expect(filled).toMatchObject({ whole: 4, head: 4 })
      const entered = enter(torn, { epoch: 'b', seq: 4, recovery: 'complete' }, page)
      expect(entered).toMatchObject({ whole: 4, head: 4 })
    })
  })

  it('a seq that now stands for another message begins anew in the same epoch', () => {
    const timeline = receive(entered(1, 5), [message(4, { messageId: 'other' })])
    expect(timeline.messages).toMatchObject([{ messageId: 'other' }])
    expect(timeline.past).toHaveLength(5)
    // What is kept of the old ones comes back, once.
    const back = enter(timeline, { epoch: 'a', seq: 4, recovery: 'reset' }, [
      ...range(1, 3),
      message(4, { messageId: 'other' }),
    ])
    expect(seqs(back)).toEqual([1, 2, 3, 4])
    expect(back.past.map(({ messageId }) => messageId)).toEqual(['a-4', 'a-5'])
  })

  describe('a provisional message', () => {
    const shown: ProvisionalMessage = {
      ...{ messageId: 'p', clientMessageId: 'x', text: 'shown', sender: 'bob', senderId: 'b' },
      ...{ roomName: 'room', timestamp: 1 },
    }
    const waiting = receive(entered(1, 1), [shown, shown])

    it('is shown once, and replaced by the kept one of its sender and clientMessageId', () => {
      expect(waiting.provisional).toEqual([shown])
      const other = receive(waiting, [message(2, { clientMessageId: 'x', senderId: 'somebody else' })])
      expect(other.provisional).toHaveLength(1)
      const replaced = receive(other, [message(3, { clientMessageId: 'x' })])
      expect(replaced.provisional).toEqual([])
      expect(seqs(replaced)).toEqual([1, 2, 3])
      // Late, and already in the history.
      expect(receive(replaced, [shown]).provisional).toEqual([])
    })

    it('without a clientMessageId is replaced by its messageId', () => {
      const { clientMessageId: _, ...nameless } = shown
      const kept = receive(receive(entered(1, 1), [nameless]), [message(2, { messageId: 'p' })])
      expect(kept.provisional).toEqual([])
    })

    it.each(['complete', 'gap', 'reset'] as const)('is replaced by history, too: %s', recovery => {
      const epoch = recovery === 'reset' ? 'b' : 'a'
      const history = [message(2, { epoch }), message(3, { epoch, clientMessageId: 'x' })]
      const entered = enter(waiting, { epoch, seq: 3, recovery }, history)
      expect(entered.provisional).toEqual([])
      if (epoch === 'a') expect(fillFrom(waiting, 1, { messages: history, seq: 3 }).provisional).toEqual([])
    })

    it('of a sender who never comes back stays what it is', () => {
      expect(enter(waiting, { epoch: 'b', seq: 0, recovery: 'reset' }, []).provisional).toEqual([shown])
    })
  })
})
