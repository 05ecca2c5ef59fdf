import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import { type Clock, systemClock } from './clock.ts'
import { type ClientStorage, createMemoryStorage, createRecords, type Records } from './storage.ts'

/** What a client may be told; a page on the cluster's own origin needs nothing but a storage. */
export interface ClientOptions {
  /** Where the cluster is, such as `https://chat.example`; in a browser the page's own origin when left out. */
  url?: string
  /** Keeps the login and unsent messages across reloads, such as `localStorage`. Left out: nothing outlives the page. */
  storage?: ClientStorage
  /** Instead of the global `fetch`. */
  fetch?: typeof fetch
}

/** How long the client waits for what, in milliseconds. */
export interface Timing {
  /** An answer to a call; nodes take at most 3500. */
  answerMs: number
  /** A connection with its handshake. */
  connectMs: number
  /** An answer over HTTP. */
  httpMs: number
  /** The first wait between two attempts; each next one is twice as long, half of it by chance. */
  retryMinMs: number
  /** The longest wait between two attempts. */
  retryMaxMs: number
  /** How long a hole in `seq` may close by itself, and another epoch waits to be asked about. */
  holeGraceMs: number
  /** Silence after which the user has stopped typing. */
  typingSilenceMs: number
  /** While the user goes on typing, others are told again after so long. */
  typingRepeatMs: number
  /** Somebody else who was not heard of for so long has stopped typing. */
  typingForgottenMs: number
}

export const usualTiming: Timing = {
  answerMs: 5000,
  connectMs: 8000,
  httpMs: 10_000,
  retryMinMs: 500,
  retryMaxMs: 10_000,
  holeGraceMs: 250,
  typingSilenceMs: 2000,
  typingRepeatMs: 3000,
  typingForgottenMs: 6000,
}

/** How sockets are made. */
export type OpenSocket = (url: string, options: Partial<ManagerOptions & SocketOptions>) => Socket

/** What tests replace. */
export interface Overrides {
  /** Other waits. */
  timing?: Partial<Timing>
  /** Another time. */
  clock?: Clock
  /** In place of `Math.random`. */
  random?: () => number
  /** In place of socket.io-client's `io`. */
  openSocket?: OpenSocket
}

/** What every part of a client shares. */
export interface Context {
  url: string
  records: Records
  fetch: typeof fetch
  timing: Timing
  clock: Clock
  random: () => number
  openSocket: OpenSocket
  /** To be called after any change of what `client.state` shows. */
  changed: () => void
}

const pageOrigin = (): string | undefined =>
  (globalThis as { location?: { origin?: string } }).location?.origin

export const createContext = (options: ClientOptions, overrides: Overrides, changed: () => void): Context => {
  const url = options.url ?? pageOrigin()
  if (url === undefined) throw new TypeError('outside of a browser a client needs a url')
  return {
    url: url.replace(/\/+$/, ''),
    records: createRecords(options.storage ?? createMemoryStorage()),
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    timing: { ...usualTiming, ...overrides.timing },
    clock: overrides.clock ?? systemClock,
    random: overrides.random ?? Math.random,
    openSocket: overrides.openSocket ?? io,
    changed,
  }
}
