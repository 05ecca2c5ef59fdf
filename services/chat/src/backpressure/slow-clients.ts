import type { Store } from '@socketlink/store'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Metrics } from '../metrics.ts'
import type { HostedRooms } from '../rooms/hosted-rooms.ts'
import type { Session } from '../socket/session.ts'
import type { UnreadResponses } from './unread-responses.ts'
import { type Connection, UnsentBytes } from './unsent-bytes.ts'

/**
 * What a client that does not read is still sent.
 * - `all`
 * - `messages`: who is there and who types is left out
 * - `nothing`: no events and no calls; it is told to fetch what it missed when it has read what it has
 */
type Level = 'all' | 'messages' | 'nothing'

/** Parts of the budget up to which a client gets everything again, and past which it gets fewer events, or none. */
const [drained, fewer, none] = [1 / 8, 1 / 4, 1 / 2]

const fleeting = new Set<string>(['user_typing', 'user_stop_typing'])
const presence = new Set<string>(['user_joined', 'user_left', 'room_presence'])

/** How often clients that lag are looked at, in ms, and after how many of these all the others. */
const lookMs = 250
const looksBetween = 8

/** A client that gets less than everything. */
interface Laggard {
  level: Level
  /** Something was left out that it has to fetch. */
  missed: boolean
}

interface Parts {
  config: Config
  metrics: Metrics
  log: Logger
  store: Store
  rooms: HostedRooms
}

/**
 * Keeps what this process holds for clients that do not read within a budget for each. A client that lags is sent less
 * and less, and one that exceeds the budget all the same is closed; it comes back and resumes. The others feel nothing of
 * it. See docs/adr/0018-slow-clients.md.
 */
export class SlowClients {
  readonly #parts: Parts
  readonly #unsent = new UnsentBytes()
  readonly #clients = new Map<Connection, Session>()
  /** Who is not here gets everything: a record for each client would cost memory. */
  readonly #lagging = new Map<Session, Laggard>()
  #looks = 0

  /** One function for all connections, called as a method of the one that ends. */
  readonly #forget: (this: Connection) => void

  constructor(parts: Parts) {
    this.#parts = parts
    const clients = this.#clients
    const lagging = this.#lagging
    this.#forget = function () {
      const session = clients.get(this)
      clients.delete(this)
      if (session) lagging.delete(session)
    }
  }

  /** Answers to polls have to be brought to its notice. */
  get responses(): UnreadResponses {
    return this.#unsent.responses
  }

  /** How many clients are on less than everything. */
  get count(): number {
    return this.#lagging.size
  }

  /** Begins to look after them. The answer stops it. */
  start(): () => void {
    const timer = setInterval(() => this.#look(), lookMs)
    return () => clearInterval(timer)
  }

  /** Follows a session until its connection ends. */
  follow(session: Session): void {
    const { conn } = session.socket
    this.#clients.set(conn, session)
    conn.on('close', this.#forget)
  }

  /** Whether an event is to be sent to a connection on which something waits already. */
  admits(connection: Connection, event: () => string): boolean {
    const session = this.#clients.get(connection)
    if (session === undefined) return true
    const level = this.#assess(session)
    if (level === 'all') return true
    const name = event()
    if (level === 'messages' && !fleeting.has(name) && !presence.has(name)) return true
    const laggard = this.#lagging.get(session)
    if (laggard && !fleeting.has(name)) laggard.missed = true
    return false
  }

  /** Whether a call of a session is taken: its answer would have to wait, too. */
  takesCalls({ socket }: Session): boolean {
    const session = this.#clients.get(socket.conn)
    return session === undefined || this.#assess(session) !== 'nothing'
  }

  /** Looks how much waits for a client, and puts it on the level that goes with it. */
  #assess(session: Session): Level {
    const { conn } = session.socket
    const { bufferBytes } = this.#parts.config.clients
    const bytes = this.#unsent.of(conn)
    const lags = this.#lagging.has(session)
    if (bytes > bufferBytes) return this.#close(session, bytes)
    if (bytes > bufferBytes * none) this.#put(session, 'nothing')
    else if (bytes > bufferBytes * fewer && !lags) this.#put(session, 'messages')
    else if (bytes <= bufferBytes * drained && lags) this.#release(session)
    return this.#lagging.get(session)?.level ?? 'all'
  }

  #put(session: Session, level: Level): void {
    const laggard = this.#lagging.get(session)
    if (laggard?.level === level) return
    this.#lagging.set(session, { level, missed: laggard?.missed ?? false })
    this.#parts.metrics.slowClients.inc({ step: level === 'nothing' ? 'paused' : 'thinned' })
  }

  /** It has caught up. What it missed it fetches itself. */
  #release(session: Session): void {
    const { membership, socket } = session
    const { store, rooms } = this.#parts
    const missed = this.#lagging.get(session)?.missed
    this.#lagging.delete(session)
    if (!missed || membership === undefined) return
    const head = rooms.headOf(store.addressOf(membership.roomName).socketRoom)
    if (head) socket.emit('resync_required', { roomName: membership.roomName, ...head })
  }

  #close(session: Session, bytes: number): Level {
    const { socket, caller } = session
    this.#lagging.delete(session)
    this.#clients.delete(socket.conn)
    this.#parts.metrics.slowClients.inc({ step: 'closed' })
    this.#parts.log.info(
      { event: 'slow_client_closed', userId: caller.userId, socketId: socket.id, bytes },
      'a client that does not read was closed',
    )
    this.#unsent.discard(socket.conn)
    return 'nothing'
  }

  #look(): void {
    this.#looks++
    const sessions = this.#looks % looksBetween === 0 ? this.#clients.values() : this.#lagging.keys()
    for (const session of [...sessions]) this.#assess(session)
  }
}
