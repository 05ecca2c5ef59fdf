import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { SlowClients } from '../../src/backpressure/slow-clients.ts'
import type { Session } from '../../src/socket/session.ts'

const budget = 64 * 1024
/** What a packet takes beside its text (unsent-bytes.ts). */
const overhead = 256

/** As much of an Engine.IO connection as is looked at. */
class FakeConnection extends EventEmitter {
  readonly id = 'session'
  readonly transport = { socket: { bufferedAmount: 0, terminate: () => this.ends.push('terminated') } }
  readonly ends: string[] = []
  writeBuffer: { data: string }[] = []
  /** Lets so many bytes wait. */
  fill(bytes: number): void {
    this.writeBuffer.push({ data: 'x'.repeat(bytes - overhead) })
  }
  /** The client has read it all. */
  drain(): void {
    this.writeBuffer = []
    this.transport.socket.bufferedAmount = 0
  }
  close(): void {
    this.ends.push('closed')
    this.emit('close')
  }
}

const open = () => {
  const connection = new FakeConnection()
  const told: unknown[] = []
  const steps: string[] = []
  const parts = {
    config: { clients: { bufferBytes: budget } },
    metrics: { slowClients: { inc: ({ step }: { step: string }) => steps.push(step) } },
    log: { info: () => {} },
    store: { addressOf: () => ({ socketRoom: 'room' }) },
    rooms: { headOf: () => ({ epoch: 'a', seq: 7 }) },
  }
  const clients = new SlowClients(parts as unknown as ConstructorParameters<typeof SlowClients>[0])
  const session = {
    socket: { id: 'socket', conn: connection, emit: (...event: unknown[]) => told.push(event) },
    caller: { userId: 'user' },
    membership: { roomName: 'lobby' },
  } as unknown as Session
  clients.follow(session)
  const admits = (event: string): boolean => clients.admits(session.socket.conn, () => event)
  return { clients, connection, session, told, steps, admits }
}

const resync = ['resync_required', { roomName: 'lobby', epoch: 'a', seq: 7 }]

describe('a client that lags', () => {
  it('is left out of typing and presence first, and told when it missed who is there', () => {
    const { connection, told, steps, admits } = open()
    connection.fill(budget / 4)
    expect(admits('user_typing')).toBe(true)
    connection.fill(overhead + 1)
    for (const event of ['user_typing', 'user_stop_typing', 'user_joined', 'user_left', 'room_presence'])
      expect(admits(event)).toBe(false)
    expect(admits('new_message')).toBe(true)
    connection.drain()
    expect(admits('user_typing')).toBe(true)
    expect(told).toEqual([resync])
    expect(steps).toEqual(['thinned'])
  })

  it('misses typing without a word', () => {
    const { connection, told, admits } = open()
    connection.fill(budget / 4 + 1)
    expect(admits('user_typing')).toBe(false)
    connection.drain()
    expect(admits('new_message')).toBe(true)
    expect(told).toEqual([])
  })

  it('is sent nothing and its calls are refused past half of the budget, until it has nearly caught up', () => {
    const { clients, connection, session, told, steps, admits } = open()
    connection.transport.socket.bufferedAmount = budget / 2
    connection.fill(overhead + 1)
    expect(admits('new_message')).toBe(false)
    expect(clients.takesCalls(session)).toBe(false)
    connection.drain()
    connection.fill(budget / 8 + 1)
    expect(admits('new_message')).toBe(false)
    connection.drain()
    connection.fill(budget / 8)
    expect(clients.takesCalls(session)).toBe(true)
    expect(admits('new_message')).toBe(true)
    expect(told).toEqual([resync])
    expect(steps).toEqual(['paused'])
  })

  it('is closed past its budget, without waiting for it to read', () => {
    const { clients, connection, session, steps, admits } = open()
    connection.fill(budget + 1)
    expect(clients.takesCalls(session)).toBe(false)
    expect(connection.ends).toEqual(['closed', 'terminated'])
    expect(steps).toEqual(['closed'])
    expect(clients.count).toBe(0)
    // It is gone; what comes later is Engine.IO's to drop.
    expect(admits('new_message')).toBe(true)
    expect(steps).toEqual(['closed'])
  })

  it('counts each packet once, and bytes as they are', () => {
    const { connection, admits } = open()
    // 556 bytes each: a hundred characters of three, and what a packet takes beside them. Half of 64 KiB is 32,768.
    const add = (packets: number): void => {
      for (let n = 0; n < packets; n++) connection.writeBuffer.push({ data: '€'.repeat(100) })
    }
    add(40)
    for (let n = 0; n < 40; n++) expect(admits('new_message')).toBe(true)
    add(18)
    expect(admits('new_message')).toBe(true)
    add(1)
    expect(admits('new_message')).toBe(false)
    // Engine.IO has handed them on and begins another queue.
    connection.drain()
    add(15)
    expect(admits('new_message')).toBe(false)
    connection.drain()
    add(14)
    expect(admits('new_message')).toBe(true)
  })
})
