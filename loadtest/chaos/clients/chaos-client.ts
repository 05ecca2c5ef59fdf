import type { Recorder } from './recorder.ts'

/** What the clients of a run are made of: the stock socket.io-client with a little of our own, or the SDK. */
export const clientKinds = ['stock', 'sdk'] as const
export type ClientKind = (typeof clientKinds)[number]

/** Somebody who may log in. */
export interface Person {
  username: string
  userId: string
  password: string
  token: string
}

export interface ChaosClientOptions {
  name: string
  url: string
  person: Person
  roomName: string
  recorder: Recorder
  /** Begins with long-polling, as a stock client does; else WebSocket alone. */
  polling?: boolean
}

/** A client of a run, of whichever kind: it stays in one room, sends, and writes down all it does and meets. */
export interface ChaosClient {
  readonly name: string
  readonly person: Person
  readonly roomName: string
  /** The node it is connected to, by the beginning of its session id; '' without a connection. */
  readonly node: string
  /** In its room, on this connection. */
  readonly inRoom: boolean
  /** Whether it is to be in its room at the end of the run. */
  readonly wanted: boolean
  /** In its room, with nothing left to send, to ask for or to fill. */
  readonly isSettled: boolean
  /** Connects and enters its room; resolves when it is in. */
  start(): Promise<void>
  /**
   * Sends a message, and again until it is acked as persisted.
   *
   * @param due when it was meant to be sent, in ms of `performance.now()`
   * @returns its `clientMessageId`
   */
  say(text: string, due?: number): string
  /** Sends its last kept message once more, with the same id. */
  repeatLast(): void
  /** Breaks the connection under it, as a lost network does; it comes back by itself. */
  cut(): void
  /** Reads nothing more from its connection, which stays, or reads on; by WebSocket only. */
  setReading(reading: boolean): void
  /** Enters its room once more, to be told anew who is in it. */
  refresh(): void
  /** Goes for good without a goodbye: its user is to be told as gone. Silently: its connection is not even cut. */
  retire(options?: { silently: boolean }): void
  /** Says goodbye and stops everything. */
  close(): void
}
