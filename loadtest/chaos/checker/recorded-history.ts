import type { CallName, Recovery } from '@socketlink/contract'

/** When, in milliseconds of one monotonic clock, and at which client. */
interface Stamp {
  at: number
  client: string
}

/** A message as a client met it. A provisional copy has no place yet. */
export interface SeenMessage {
  roomName: string
  messageId: string
  senderId: string
  clientMessageId: string | undefined
  epoch: string | undefined
  seq: number | undefined
}

/** What the ack of a send has claimed. */
export interface Claim extends SeenMessage {
  persisted: boolean
  duplicate: boolean
}

/** One thing that a client did or met. */
export type HistoryEvent = Stamp &
  (
    | { type: 'connected'; node: string }
    | { type: 'disconnected'; reason: string }
    /** A call was made, and when it was meant to be; exactly one of `ok`, `fail` and `unknown` follows. */
    | { type: 'invoke'; call: number; name: CallName; roomName: string; due?: number }
    | { type: 'ok'; call: number; claim?: Claim }
    | { type: 'fail'; call: number; code: string }
    /** No answer: the connection ended, or the client's patience. */
    | { type: 'unknown'; call: number }
    /** In its room. */
    | { type: 'entered'; roomName: string; epoch: string; seq: number; recovery: Recovery }
    /** Told who is in its room. */
    | { type: 'roster'; roomName: string; users: readonly string[] }
    /** A `new_message` as it came over the wire. */
    | { type: 'delivered'; message: SeenMessage }
    /** A message that the client shows, after it has dropped what it had already. */
    | { type: 'shown'; message: SeenMessage }
    | { type: 'user_joined' | 'user_left'; roomName: string; username: string }
    /** The client goes for good; its user is to be told as gone. */
    | { type: 'retired' }
  )

export type EventType = HistoryEvent['type']
export type EventOf<Type extends EventType> = Extract<HistoryEvent, { type: Type }>

/** Who a client is, and where it should be when the run is over. */
export interface ClientFacts {
  client: string
  username: string
  roomName: string
  /** Whether it should be in its room at the end. */
  present: boolean
}

/** What the cluster keeps of a room when the run is over. */
export interface KeptRoom {
  roomName: string
  epoch: string
  /** Oldest first. */
  messages: (SeenMessage & { epoch: string; seq: number })[]
  /** Older messages may have expired: the history is as long as it gets. */
  full: boolean
  /** Who is in the room, as a newcomer is told. */
  users: readonly string[]
}

/** All that is known about a run. */
export interface RecordedHistory {
  /** In the order of time. */
  events: HistoryEvent[]
  clients: ClientFacts[]
  rooms: KeptRoom[]
}
