import type { ChatSocket } from '../socket/session.ts'
import { UnreadResponses } from './unread-responses.ts'

/** A client's connection as Engine.IO has it. */
export type Connection = ChatSocket['conn']

/** What Engine.IO and ws keep to themselves; what is missing counts as nothing. */
interface Insides {
  id: string
  writeBuffer?: { data?: string | Buffer }[]
  transport: { socket?: { bufferedAmount?: number; terminate?(): void } }
}

/** What a packet in a queue takes beside its text. */
const packetOverhead = 256

const insides = (connection: Connection): Insides => connection as unknown as Insides

/** How much of a queue has been counted. Engine.IO takes a new array once it has handed the old one on. */
interface Counted {
  queue: unknown
  packets: number
  bytes: number
}

/** Knows how many bytes this process holds for each client because it does not read them, wherever they lie. */
export class UnsentBytes {
  readonly responses = new UnreadResponses()
  readonly #counted = new WeakMap<Connection, Counted>()

  /** In Engine.IO's queue, in ws, in its TCP socket, and in answers to polls. Costs little when nothing waits. */
  of(connection: Connection): number {
    const { id, writeBuffer = [], transport } = insides(connection)
    const sent = (transport.socket?.bufferedAmount ?? 0) + this.responses.bytesOf(id)
    return writeBuffer.length === 0 ? sent : sent + this.#countQueue(connection, writeBuffer)
  }

  /** Ends a connection without a goodbye, which would wait behind what is not read, and lets go of all of it. */
  discard(connection: Connection): void {
    const { id, transport } = insides(connection)
    connection.close(true)
    transport.socket?.terminate?.()
    this.responses.destroy(id)
  }

  /** Counts what has come since the last time. */
  #countQueue(connection: Connection, queue: NonNullable<Insides['writeBuffer']>): number {
    const before = this.#counted.get(connection)
    const counted = before?.queue === queue ? before : { queue, packets: 0, bytes: 0 }
    for (; counted.packets < queue.length; counted.packets++)
      counted.bytes += packetOverhead + Buffer.byteLength(queue[counted.packets]?.data ?? '')
    this.#counted.set(connection, counted)
    return counted.bytes
  }
}
