import { EventEmitter } from 'node:events'
import { Socket } from 'node:net'
import { FanOut } from '../../../src/fanout/fan-out.ts'
import type { ChatServer } from '../../../src/socket/session.ts'
import { readServerFrames } from '../../support/read-server-frames.ts'

/** A TCP socket without a network: keeps what is written, one entry for each write. */
export class Wire extends Socket {
  readonly writes: Buffer[] = []
  /** False: the other side does not read, and what is written waits. */
  reads = true

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.writes.push(chunk)
    if (this.reads) done()
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.writes.push(Buffer.concat(chunks.map(({ chunk }) => chunk)))
    if (this.reads) done()
  }
}

/** As much of an Engine.IO connection as the fan-out looks at. */
export class FakeConnection extends EventEmitter {
  readonly wire = new Wire()
  readyState = 'open'
  upgrading = false
  writeBuffer: unknown = []
  transport: { name: string; socket?: { readyState: number; extensions: unknown; _socket?: unknown } } = {
    name: 'websocket',
    socket: { readyState: 1, extensions: '', _socket: this.wire },
  }
  /** Packets that Engine.IO was given. */
  readonly ordinary: string[] = []

  write(packet: string): void {
    this.emit('packetCreate', { data: packet })
    this.ordinary.push(packet)
    this.wire.write(Buffer.concat([Buffer.of(0x81, packet.length + 1), Buffer.from(`4${packet}`)]))
  }

  /** What has left, one list for each write. */
  get writes(): string[][] {
    return this.wire.writes.map(bytes => {
      const { messages, rest } = readServerFrames(bytes)
      if (rest.length > 0) throw new Error('a write ends in the middle of a frame')
      return messages
    })
  }

  /** Everything that has left, in its order. */
  get received(): string[] {
    return this.writes.flat()
  }
}

/** The frame of an event, as `tell` makes it. */
export const told = (text: string): string => `42["new_message",{"text":"${text}"}]`

export class FanOutRoom {
  readonly fanOut: FanOut
  readonly #adapter = new EventEmitter()
  readonly #sockets = new Map<string, { id: string; conn: FakeConnection }>()
  /** What was asked about clients that lag; and the events they do not get. */
  readonly asked: string[] = []
  readonly refused = new Set<string>()

  constructor(longestRestMs: number) {
    this.fanOut = new FanOut(longestRestMs, (_connection, event) => {
      this.asked.push(event())
      return !this.refused.has(event())
    })
    const namespace = { adapter: this.#adapter, sockets: this.#sockets }
    this.fanOut.follow({ of: () => namespace } as unknown as ChatServer)
  }

  /** A client connects, and enters its own room, as Socket.IO has it. */
  connect(id: string): FakeConnection {
    const conn = new FakeConnection()
    this.#sockets.set(id, { id, conn })
    this.#adapter.emit('join-room', id, id)
    return conn
  }

  enter(id: string, room = 'room'): void {
    this.#adapter.emit('join-room', room, id)
  }

  leave(id: string, room = 'room'): void {
    this.#adapter.emit('leave-room', room, id)
  }

  /** A client connects and enters the room. */
  member(id: string): FakeConnection {
    const connection = this.connect(id)
    this.enter(id)
    return connection
  }

  /** An event comes from Redis, as a script publishes it; returns whether the fan-out took it. */
  tell(text: string, { room = 'room', except = [] as string[] } = {}): boolean {
    const opts = JSON.stringify({ rooms: room === '' ? [] : [room], except, flags: {} })
    return this.fanOut.deliver(
      room,
      Buffer.from(
        `{"uid":"emitter","type":3,"nsp":"/","data":{"opts":${opts},"packet":{"type":2,"nsp":"/",` +
          `"data":["new_message",{"text":"${text}"}]}}}`,
      ),
    )
  }
}
