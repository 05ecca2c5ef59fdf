import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { type Draft, ProvisionalMessages } from '../../src/island/provisional-messages.ts'

const sender = { userId: 'u', username: 'alice', role: 'user', expiresAt: 0 } as const
const draft = (change: Partial<Draft> = {}): Draft => ({
  ...{ messageId: 'first', roomName: 'lobby', text: 'hello', sender, clientMessageId: 'c', unlimited: false },
  ...change,
})

const open = (limits = { messageBurst: 1_000_000, messagesPerSecond: 1_000_000 }) => {
  const told: string[] = []
  const link = new EventEmitter()
  const tellHere = (_room: string, _event: string, { messageId }: { messageId: string }): unknown =>
    told.push(messageId)
  const [store, bounds] = [{ tellHere, link }, limits] as unknown as ConstructorParameters<
    typeof ProvisionalMessages
  >
  return { told, link, messages: new ProvisionalMessages(store, bounds) }
}

describe('provisional messages', () => {
  it('are one for each sender, room and clientMessageId', () => {
    const { told, messages } = open()
    const first = messages.show(draft())
    expect(messages.show(draft({ messageId: 'again' }))).toEqual({ ...first, duplicate: true })
    messages.show(draft({ messageId: 'elsewhere', roomName: 'other' }))
    messages.show(draft({ messageId: 'somebody else', sender: { ...sender, userId: 'v' } }))
    messages.show(draft({ messageId: 'nameless', clientMessageId: undefined }))
    messages.show(draft({ messageId: 'nameless too', clientMessageId: undefined }))
    expect(told).toEqual(['first', 'elsewhere', 'somebody else', 'nameless', 'nameless too'])
    expect(messages.rooms).toEqual(new Set(['lobby', 'other']))
  })

  it('keep their id until they are in the history', () => {
    const { messages } = open()
    messages.show(draft())
    expect(messages.idOf(draft())).toBe('first')
    expect(messages.idOf(draft({ clientMessageId: undefined }))).toBeUndefined()
    messages.forget(draft())
    expect(messages.idOf(draft())).toBeUndefined()
    expect(messages.rooms.size).toBe(0)
  })

  it('are remembered up to a bound', () => {
    const { messages } = open()
    for (let n = 0; n < 20_001; n++)
      messages.show(draft({ messageId: `m${n}`, clientMessageId: `c${n}`, unlimited: true }))
    expect(messages.idOf(draft({ clientMessageId: 'c0' }))).toBeUndefined()
    expect(messages.idOf(draft({ clientMessageId: 'c1' }))).toBe('m1')
  })

  it('hold each user to the rate, until Redis holds it again', () => {
    const { link, messages } = open({ messageBurst: 2, messagesPerSecond: 1 })
    const send = (n: number, change: Partial<Draft> = {}) =>
      messages.show(draft({ messageId: `m${n}`, clientMessageId: `c${n}`, ...change }))
    send(1)
    send(2)
    expect(() => send(3)).toThrow(expect.objectContaining({ code: 'rate_limited' }))
    expect(send(1)).toMatchObject({ duplicate: true })
    send(4, { sender: { ...sender, userId: 'v' } })
    send(5, { unlimited: true })
    link.emit('ready')
    send(6)
  })
})
