import type {
  Ack,
  CallError,
  CallInput,
  CallName,
  CallResults,
  ErrorCode,
  ServerEvents,
} from '@socketlink/contract'
import type { Socket } from 'socket.io-client'
import { createBackOff } from './back-off.ts'
import { createTimer } from './clock.ts'
import { ClientError, endsSession, localError } from './errors.ts'
import type { Context } from './options.ts'

/** How the connection is, and why it is no better. */
export interface ConnectionState {
  /**
   * `offline`: not asked to connect, or closed. `connecting`: an attempt is under way. `connected`: all is well; with the
   * reason `unavailable`, the node cannot reach its data. `draining`: connected to a node that is going away; the client
   * moves to another by itself. `waiting`: between two attempts. `loggedOut`: the login is over, or was refused; log in
   * and connect again.
   */
  readonly status: 'offline' | 'connecting' | 'connected' | 'draining' | 'waiting' | 'loggedOut'
  /** Why the status is not a good one. `connection_lost` is all that has no code of its own. */
  readonly reason?: ErrorCode | 'connection_lost' | 'server_draining'
  /** The length of this wait in milliseconds, from its begin. */
  readonly retryInMs?: number
}

export interface ConnectionEvents {
  /** A new socket, before it connects: the place for listeners. */
  opened(socket: Socket<ServerEvents>): void
  connected(): void
  lost(): void
  /** The server does not accept the token. */
  sessionEnded(error: ClientError): void
}

export interface Connection {
  readonly state: ConnectionState
  readonly isUp: boolean
  /** Resolves when connected, however long that takes; rejects when the login is refused or the client is closed. */
  connect(): Promise<void>
  /** Makes one call; rejects with a ClientError. Without an answer in time the connection counts as dead. */
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallResults[Name]>
  /** Skips the wait for the next attempt. */
  retryNow(): void
  close(): void
  /** Ends it for good; with an error, because of that. */
  logOut(error?: ClientError): void
}

/** After so many attempts a network that swallows WebSockets is suspected, and one attempt begins with long-polling. */
const pollingTurn = 3

/**
 * Holds one Socket.IO connection at a time and makes a new one whenever it is lost, for whatever reason: each attempt is
 * a fresh socket, so that nothing of an old one can speak up later, and all kinds of failure share one back-off.
 */
export const createConnection = (
  context: Context,
  token: () => string | undefined,
  events: ConnectionEvents,
): Connection => {
  const { clock, timing } = context
  const backOff = createBackOff(context)
  const deadline = createTimer(clock)
  const retry = createTimer(clock)
  let state: ConnectionState = { status: 'offline' }
  let socket: Socket | undefined
  let attempts = 0
  let arrival: PromiseWithResolvers<void>

  const awaitArrival = (): void => {
    arrival = Promise.withResolvers<void>()
    // Nobody has to wait for it.
    arrival.promise.catch(() => {})
  }
  awaitArrival()
  const become = (next: ConnectionState): void => {
    state = next
    context.changed()
  }
  const isUp = (): boolean => socket?.connected === true

  /** Lets go of the socket; only a goodbye tells the room that we left. */
  const drop = (goodbye: boolean): void => {
    deadline.clear()
    retry.clear()
    const dropped = socket
    socket = undefined
    if (!dropped) return
    dropped.off()
    if (goodbye) dropped.disconnect()
    else dropped.io.engine?.close()
    events.lost()
  }

  const lose = (
    which: Socket | undefined,
    reason: ConnectionState['reason'],
    retryAfterMs?: number,
  ): void => {
    if (which === undefined || which !== socket) return
    if (state.status !== 'connecting') awaitArrival()
    drop(false)
    const retryInMs = backOff.next(retryAfterMs)
    become({ status: 'waiting', reason: reason ?? 'connection_lost', retryInMs })
    retry.set(retryInMs, open)
  }

  const end = (ended: ConnectionState, error: ClientError): void => {
    drop(true)
    backOff.reset()
    arrival.reject(error)
    become(ended)
  }

  const refuse = (which: Socket, { data }: Error & { data?: CallError }): void => {
    if (which !== socket) return
    // Without an error object of ours it never came to a handshake.
    if (data === undefined) lose(which, 'connection_lost')
    else if (data.retryable) lose(which, data.code, data.retryAfterMs)
    else events.sessionEnded(new ClientError(data))
  }

  function open(): void {
    drop(false)
    attempts++
    const transports = ['websocket', 'polling']
    const opened: Socket = context.openSocket(context.url, {
      auth: { token: token(), protocol: 1 },
      transports: attempts % pollingTurn === 0 ? transports.reverse() : transports,
      tryAllTransports: true,
      forceNew: true,
      reconnection: false,
      autoConnect: false,
    })
    socket = opened
    become({ ...state, status: 'connecting' })
    deadline.set(timing.connectMs, () => lose(opened, 'connection_lost'))
    opened.on('connect', () => {
      deadline.clear()
      backOff.reset()
      attempts = 0
      become({ status: 'connected' })
      arrival.resolve()
      events.connected()
    })
    opened.on('connect_error', error => refuse(opened, error))
    opened.on('disconnect', () =>
      lose(opened, state.reason === 'server_draining' ? 'server_draining' : 'connection_lost'),
    )
    opened.on('server_draining', () => become({ status: 'draining', reason: 'server_draining' }))
    opened.on('error', (error: CallError) => {
      if (endsSession(error.code)) events.sessionEnded(new ClientError(error))
    })
    events.opened(opened)
    opened.connect()
  }

  /** Whether the node can reach its data is seen from how calls end; not every call needs it. */
  const observe = (ack: Ack<CallName>): void => {
    if (state.status !== 'connected') return
    const reason = 'unavailable'
    const isAway = ack.ok ? 'persisted' in ack && !ack.persisted : ack.error.code === reason
    if (isAway && state.reason === undefined) become({ status: 'connected', reason })
    else if ('epoch' in ack && state.reason !== undefined) become({ status: 'connected' })
  }

  return {
    get state() {
      return state
    },
    get isUp() {
      return isUp()
    },
    connect: () => {
      if (token() === undefined) return Promise.reject(localError('unauthenticated'))
      if (isUp()) return Promise.resolve()
      if (state.status !== 'connecting' && state.status !== 'waiting') {
        awaitArrival()
        open()
      }
      return arrival.promise
    },
    call: async <Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallResults[Name]> => {
      const through = socket
      if (!through?.connected) throw localError('unavailable')
      const ack: Ack<Name> = await through
        .timeout(timing.answerMs)
        .emitWithAck(name, input)
        .catch(() => {
          lose(through, 'connection_lost')
          throw localError('unavailable')
        })
      // An answer out of a connection that counts as dead already: its room is no longer ours.
      if (through !== socket) throw localError('unavailable')
      observe(ack)
      if (!ack.ok) throw new ClientError(ack.error)
      return ack
    },
    retryNow: () => {
      if (state.status === 'waiting') open()
    },
    close: () => end({ status: 'offline' }, localError('unavailable')),
    logOut: error =>
      end(
        error ? { status: 'loggedOut', reason: error.code } : { status: 'loggedOut' },
        error ?? localError('unauthenticated'),
      ),
  }
}
