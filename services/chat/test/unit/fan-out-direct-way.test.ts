import { describe, expect, it } from 'vitest'
import { type Connection, directWay } from '../../src/fanout/connection.ts'
import { FakeConnection } from './support/fan-out-room.ts'

const hasDirectWay = (connection: FakeConnection): boolean =>
  directWay(connection as unknown as Connection) !== undefined

describe('the direct way', () => {
  it('leads to the TCP socket of an open WebSocket on which nothing waits', () => {
    const connection = new FakeConnection()
    expect(directWay(connection as unknown as Connection)).toBe(connection.wire)
  })

  it.each<[string, object]>([
    ['polls', { transport: { name: 'polling' } }],
    ['is in the midst of an upgrade', { upgrading: true }],
    ['is closing', { readyState: 'closing' }],
    ['has packets waiting in Engine.IO', { writeBuffer: [{}] }],
  ])('is closed to a client that %s', (_what, part) => {
    expect(hasDirectWay(Object.assign(new FakeConnection(), part))).toBe(false)
  })

  it('is closed while bytes wait for a client that does not read', () => {
    const connection = new FakeConnection()
    connection.wire.reads = false
    connection.wire.write('unread')
    expect(hasDirectWay(connection)).toBe(false)
  })

  it.each<[string, object]>([
    ['the WebSocket is closing', { readyState: 2 }],
    ['the WebSocket compresses', { extensions: 'permessage-deflate' }],
    ['ws does not tell its extensions', { extensions: undefined }],
    ['ws has another name for its socket', { _socket: undefined }],
    ['ws has something else as its socket', { _socket: { write: () => {}, writableLength: 0 } }],
  ])('is closed where %s', (_what, part) => {
    const connection = new FakeConnection()
    Object.assign(connection.transport.socket ?? {}, part)
    expect(hasDirectWay(connection)).toBe(false)
  })

  it.each<[string, object]>([
    ['another name for the WebSocket', { transport: { name: 'websocket' } }],
    ['another name for its queue', { writeBuffer: undefined }],
  ])('is closed where Engine.IO has %s', (_what, part) => {
    expect(hasDirectWay(Object.assign(new FakeConnection(), part))).toBe(false)
  })
})
