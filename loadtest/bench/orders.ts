import type { Pace } from './pace.ts'
import type { Address } from './raw-client.ts'

// What a process of the generator is asked, and what it answers.

export interface ClientOrder {
  address: Address
  token: string
}

export interface OpenOrder extends Pace {
  clients: ClientOrder[]
  /** A client whose connection ends comes back by itself and resumes its room. */
  comeBack?: boolean
}

export interface JoinOrder extends Pace {
  /** The room of each client, by its index. */
  rooms: string[]
}

/** Messages on a schedule fixed beforehand: the n-th is due at `startMicros + n * intervalMicros`. */
export interface SendOrder {
  startMicros: number
  intervalMicros: number
  /** This crew's share: every `stride`-th message, beginning with `offset`, below `count`. */
  count: number
  offset: number
  stride: number
  /** Its clients that take turns in sending. */
  senders: number
  textLength: number
}

/** Everything counted since the beginning. */
export interface Counts {
  /** `new_message` events received. */
  messages: number
  /** All events received. */
  events: number
  bytes: number
  acked: number
  refused: number
  /** Messages that came twice, out of order, or behind a hole, to the clients that look. */
  outOfOrder: number
  /** Connections that ended. */
  closed: number
}

export interface Tally extends Counts {
  /** The newest ack that was not ok. */
  lastRefusal: string
  /** Milliseconds from the moment a message was due to its arrival, as some clients saw it; since the last tally. */
  latencies: Float64Array
  /** Milliseconds from the moment a message was due to its ack; since the last tally. */
  ackLatencies: Float64Array
  /** The latest that a message was sent behind its schedule, in ms; since the last tally. */
  sendLag: number
}

/** Who came back, and how far everybody is. */
export interface Whereabouts {
  /** When each client that lost its connection had resumed its room, in µs of the common clock. */
  returns: number[]
  /** Returns to which the server said that something is missing. */
  gaps: number
  /** The room of each client that looks, and the newest message it has seen. */
  places: { room: string; seq: number }[]
}
