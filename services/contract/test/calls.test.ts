import { describe, expect, it } from 'vitest'
import { type CallName, callInputs, errorCatalogue, isErrorCode, ProtocolError } from '../src/index.ts'

const codeOf = (call: CallName, input: unknown): string | undefined =>
  callInputs[call].safeParse(input).error?.issues[0]?.message

const noObjects = [null, undefined, 1, 'x', true, [], [{}]]

describe('what calls take', () => {
  it.each(noObjects)('%j is refused with the code of what is missing', input => {
    expect(codeOf('create_room', input)).toBe('invalid_room_name')
    expect(codeOf('join_room', input)).toBe('invalid_room_name')
    expect(codeOf('send_message', input)).toBe('empty_message')
  })

  it.each(noObjects)('calls that take nothing take %j', input => {
    for (const call of ['leave_room', 'typing', 'stop_typing'] as const)
      expect(codeOf(call, input)).toBeUndefined()
  })

  it('unknown properties are refused, and those that JSON can smuggle in', () => {
    expect(codeOf('join_room', { roomName: 'a', extra: 1 })).toBe('bad_request')
    expect(codeOf('send_message', JSON.parse('{"text":"a","__proto__":{"x":1}}'))).toBe('bad_request')
    expect(codeOf('send_message', { text: 'a', constructor: 1 })).toBe('bad_request')
  })

  it.each([
    { epoch: 'e' },
    { seq: 1 },
    { epoch: 1, seq: 1 },
    { epoch: 'e', seq: -1 },
    { epoch: 'e', seq: 1.5 },
    { epoch: 'e', seq: '1' },
    { epoch: 'x'.repeat(65), seq: 1 },
    { epoch: 'e', seq: 1, more: 1 },
    null,
    'e',
  ])('after: %j is refused', after => {
    expect(codeOf('join_room', { roomName: 'a', after })).toBe('bad_request')
  })

  it('a valid call comes out trimmed and normalized', () => {
    expect(callInputs.send_message.parse({ text: ' hi ', clientMessageId: 'm-1' })).toEqual({
      text: 'hi',
      clientMessageId: 'm-1',
    })
    expect(callInputs.join_room.parse({ roomName: 'e\u0301', after: { epoch: 'e', seq: 0 } })).toEqual({
      roomName: '\u00e9',
      after: { epoch: 'e', seq: 0 },
    })
  })
})

describe('the error catalogue', () => {
  it('has a status, a sentence and an answer to "again?" for each code', () => {
    for (const [code, { status, message, retryable }] of Object.entries(errorCatalogue)) {
      expect(isErrorCode(code)).toBe(true)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(message).toMatch(/^[A-Z].*\.$/)
      expect(retryable).toBe([429, 500, 503].includes(status))
    }
    expect(isErrorCode('toString')).toBe(false)
  })

  it('an error goes over the wire without its cause', () => {
    const error = new ProtocolError('rate_limited', { retryAfterMs: 5, cause: new Error('secret') })
    expect(JSON.parse(JSON.stringify(error.toCallError()))).toEqual({
      code: 'rate_limited',
      message: errorCatalogue.rate_limited.message,
      retryable: true,
      retryAfterMs: 5,
    })
    expect(error.status).toBe(429)
  })
})
