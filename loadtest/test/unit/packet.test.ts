import { describe, expect, it } from 'vitest'
import { decode, encodeCall, encodeConnect } from '../../k6/socketio/packet.ts'

describe('packets of Socket.IO', () => {
  it('are written as the protocol has them', () => {
    expect(encodeConnect({ token: 't' })).toBe('40{"token":"t"}')
    expect(encodeCall('leave_room', {})).toBe('42["leave_room",{}]')
    expect(encodeCall('send_message', { text: 'hi' }, 12)).toBe('4212["send_message",{"text":"hi"}]')
  })

  it.each([
    ['0{"sid":"abc"}', { type: 'connect', sid: 'abc' }],
    ['1', { type: 'disconnect' }],
    ['2["new_message",{"seq":1}]', { type: 'event', name: 'new_message', payload: { seq: 1 } }],
    // An event that wants an ack carries an id, too.
    ['27["ping",{}]', { type: 'event', name: 'ping', payload: {} }],
    ['3120[{"ok":true}]', { type: 'ack', id: 120, answer: { ok: true } }],
    ['4{"message":"no","data":{"code":"x"}}', { type: 'refuse', message: 'no', data: { code: 'x' } }],
  ])('are read: %s', (text, packet) => {
    expect(decode(text)).toEqual(packet)
  })

  it('of a binary kind are left alone', () => {
    expect(decode('51-["file",{"_placeholder":true,"num":0}]')).toBeUndefined()
  })
})
