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

interface Client {
  session: Session
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
  readonly #clients = new Map<Connection, Client>()
  readonly #lagging = new Set<Client>()
  #looks = 0

  /** One function for all connections, called as a method of the one that ends. */
  readonly #forget: (this: Connection) => void

  constructor(parts: Parts) {
    this.#parts = parts
    const clients = this.#clients
    const lagging = this.#lagging
    this.#forget = function () {
      const client = clients.get(this)
      clients.delete(this)
      if (client) lagging.delete(client)
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
    const client: Client = { session, level: 'all', missed: false }
    this.#clients.set(conn, client)
    conn.on('close', this.#forget)
  }

  /** Whether an event is to be sent to a connection on which something waits already. */
  admits(connection: Connection, event: () => string): boolean {
    const client = this.#clients.get(connection)
    if (client === undefined) return true
    const level = this.#assess(client)
    if (level === 'all') return true
    const name = event()
    if (level === 'messages' && !fleeting.has(name) && !presence.has(name)) return true
    if (!fleeting.has(name)) client.missed = true
    return false
  }

  /** Whether a call of a session is taken: its answer would have to wait, too. */
  takesCalls({ socket }: Session): boolean {
    const client = this.#clients.get(socket.conn)
    return client === undefined || this.#assess(client) !== 'nothing'
  }

  /** Looks how much waits for a client, and puts it on the level that goes with it. */
  #assess(client: Client): Level {
    const { conn } = client.session.socket
    const { bufferBytes } = this.#parts.config.clients
    const bytes = this.#unsent.of(conn)
    if (bytes > bufferBytes) this.#close(client, bytes)
    else if (bytes > bufferBytes * none) this.#put(client, 'nothing')
    else if (bytes > bufferBytes * fewer && client.level === 'all') this.#put(client, 'messages')
    else if (bytes <= bufferBytes * drained && client.level !== 'all') this.#release(client)
    return client.level
  }

  #put(client: Client, level: Level): void {
    if (client.level === level) return
    client.level = level
    this.#lagging.add(client)
    this.#parts.metrics.slowClients.inc({ step: level === 'nothing' ? 'paused' : 'thinned' })
  }

  /** It has caught up. What it missed it fetches itself. */
  #release(client: Client): void {
    client.level = 'all'
    this.#lagging.delete(client)
    const { membership, socket } = client.session
    const { store, rooms } = this.#parts
    const { missed } = client
    client.missed = false
    if (!missed || membership === undefined) return
    const head = rooms.headOf(store.addressOf(membership.roomName).socketRoom)
    if (head) socket.emit('resync_required', { roomName: membership.roomName, ...head })
  }

  #close(client: Client, bytes: number): void {
    const { socket, caller } = client.session
    client.level = 'nothing'
    this.#lagging.delete(client)
    this.#clients.delete(socket.conn)
    this.#parts.metrics.slowClients.inc({ step: 'closed' })
    this.#parts.log.info(
      { event: 'slow_client_closed', userId: caller.userId, socketId: socket.id, bytes },
      'a client that does not read was closed',
    )
    this.#unsent.discard(socket.conn)
  }

  #look(): void {
    this.#looks++
    const clients = this.#looks % looksBetween === 0 ? this.#clients.values() : this.#lagging
    for (const client of [...clients]) this.#assess(client)
  }
}
