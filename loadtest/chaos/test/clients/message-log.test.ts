import type { Message } from '@socketlink/contract'
import { describe, expect, it } from 'vitest'
import { MessageLog } from '../../clients/message-log.ts'

const message = (seq: number, changes: Partial<Message> = {}): Message => ({
  ...{
    messageId: `id-${seq}`,
    seq,
    epoch: 'first',
    text: '',
    sender: 'ann',
    senderId: 'ann',
    roomName: 'room',
  },
  ...{ timestamp: 0, clientMessageId: `ann-${seq}` },
  ...changes,
})

describe('what a client shows', () => {
  it('each message once, whichever way it comes', () => {
    const log = new MessageLog()
    log.enter({ epoch: 'first', seq: 0 }, 'none', [])
    expect([1, 2, 2, 1, 3].map(seq => log.take(message(seq)))).toEqual([true, true, false, false, true])
    expect(log.position).toEqual({ epoch: 'first', seq: 3 })
  })

  it('a provisional copy, and the sequenced one that takes its place', () => {
    const log = new MessageLog()
    log.enter({ epoch: 'first', seq: 0 }, 'none', [])
    const provisional = { ...message(1), seq: undefined, epoch: undefined } as unknown as Message
    expect([log.take(provisional), log.take(provisional), log.take(message(1))]).toEqual([true, false, true])
    expect(log.hasHole).toBe(false)
  })

  it('knows of a hole, resumes from before it, and is whole when it is filled', () => {
    const log = new MessageLog()
    log.enter({ epoch: 'first', seq: 0 }, 'none', [])
    for (const seq of [1, 4]) log.take(message(seq))
    expect([log.hasHole, log.position?.seq]).toEqual([true, 1])
    const history = [2, 3, 4].map(seq => message(seq))
    for (const one of history) log.take(one)
    log.enter({ epoch: 'first', seq: 4 }, 'complete', history)
    expect([log.hasHole, log.position?.seq]).toEqual([false, 4])
  })

  it('knows of a hole behind the last message when it hears of the head', () => {
    const log = new MessageLog()
    log.enter({ epoch: 'first', seq: 3 }, 'none', [])
    log.hear({ epoch: 'first', seq: 3 })
    expect(log.hasHole).toBe(false)
    log.hear({ epoch: 'first', seq: 5 })
    expect(log.hasHole).toBe(true)
  })

  it('asks anew when the epoch is another, and goes on from where the history begins', () => {
    const log = new MessageLog()
    log.enter({ epoch: 'first', seq: 7 }, 'none', [])
    log.take(message(2, { epoch: 'second' }))
    expect([log.hasHole, log.position]).toEqual([true, { epoch: 'first', seq: 7 }])
    const history = [1, 2].map(seq => message(seq, { epoch: 'second', messageId: `new-${seq}` }))
    for (const one of history) log.take(one)
    log.enter({ epoch: 'second', seq: 2 }, 'reset', history)
    expect([log.hasHole, log.position]).toEqual([false, { epoch: 'second', seq: 2 }])
  })
})
