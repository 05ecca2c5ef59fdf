import { limits, type Position, ProtocolError } from '@socketlink/contract'
import type { Connection, Membership, Store } from '@socketlink/store'
import { UnreachableError } from '@socketlink/store'
import type { DomainEvents } from '../domain-events.ts'

/**
 * What this node holds in Redis for its clients: memberships and connections. It puts back what Redis has lost, and
 * what could not be given back while Redis was away is owed and given back later, so that nothing is left behind.
 */
export class Holdings {
  readonly #store: Store
  readonly #events: DomainEvents
  readonly #tellLeft: (membership: Membership) => void
  readonly #graceMs: number
  readonly #memberships = new Map<string, Membership>()
  readonly #connections = new Map<string, Connection>()
  readonly #owed = new Set<Membership | Connection>()
  readonly #timers = new Set<NodeJS.Timeout>()

  /** @param tellLeft tells those on this node that somebody has left, when Redis cannot */
  constructor(
    store: Store,
    events: DomainEvents,
    tellLeft: (membership: Membership) => void,
    graceMs: number,
  ) {
    this.#store = store
    this.#events = events
    this.#tellLeft = tellLeft
    this.#graceMs = graceMs
  }

  get connectionCount(): number {
    return this.#connections.size
  }

  /** Takes note of a membership that is about to be made. */
  hold(membership: Membership): void {
    this.#memberships.set(membership.memberId, membership)
  }

  /**
   * Ends a membership; the others are told at once. Never rejects: while Redis is away it is owed, and only those on this
   * node are told.
   */
  async leaveNow(membership: Membership): Promise<void> {
    const failure = await this.#end(membership)
    if (failure instanceof UnreachableError) this.#tellLeft(membership)
  }

  /** Takes back a membership that nobody was told of. Never rejects. */
  async revoke(membership: Membership): Promise<void> {
    await this.#end(membership)
  }

  /** Ends the membership of a lost connection once the grace is over: a user who came back meanwhile never left. */
  leaveAfterGrace(membership: Membership): void {
    this.#later(this.#graceMs, () => this.leaveNow(membership))
  }

  /** Ends a membership on behalf of any node, and tells of what that changes. */
  async leaveFor(membership: Membership): Promise<void> {
    const { roomName, username } = membership
    const { gone, userCount, deleted, batchDue } = await this.#store.presence.leave(membership)
    if (gone) this.#events.emit('user_left', { roomName, username, userCount })
    if (deleted) this.#events.emit('room_deleted', { roomName })
    if (batchDue) this.tellSoon(roomName)
  }

  /** Tells a big room's joins and leaves when a batch is due. */
  tellSoon(roomName: string): void {
    // When this fails or the node ends, the next join or leave in the room finds the batch overdue and tells it.
    this.#later(limits.roomPresenceIntervalMs, () => this.#store.presence.tell(roomName).catch(() => {}))
  }

  /** Counts a connection. Throws `too_many_connections`, or `unavailable` while Redis is away. */
  async open(connection: Connection): Promise<void> {
    if (!this.#store.link.ready) throw new ProtocolError('unavailable')
    this.#connections.set(connection.connectionId, connection)
    try {
      await this.#store.connections.open(connection)
    } catch (error) {
      await this.close(connection)
      throw error
    }
  }

  /** Forgets a connection. Never rejects. */
  async close(connection: Connection): Promise<void> {
    this.#connections.delete(connection.connectionId)
    try {
      await this.#store.connections.close(connection)
      this.#owed.delete(connection)
    } catch {
      this.#owed.add(connection)
    }
  }

  /**
   * Puts everything back into Redis, quietly, and then gives back what is owed.
   *
   * @param headOf the newest place in a room's order that this node has seen: a Redis that knows less has lost messages
   */
  async restore(headOf: (roomName: string) => Position | undefined): Promise<void> {
    await Promise.all([
      ...this.#memberships
        .values()
        .map(membership => this.#store.presence.restore(membership, headOf(membership.roomName))),
      ...this.#connections.values().map(connection => this.#store.connections.open(connection)),
    ])
    await this.settle()
  }

  /** Tries again what could not be given back. */
  async settle(): Promise<void> {
    await Promise.all(
      [...this.#owed].map(item => ('memberId' in item ? this.revoke(item) : this.close(item))),
    )
  }

  /** Drops every timer: what is still held is left to the other nodes, who end it when the lease is over. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }

  /** Ends a membership in Redis, or owes it. Returns what it failed with. */
  async #end(membership: Membership): Promise<unknown> {
    // Owed from this moment on: a restore that runs meanwhile must not bring it back.
    if (!this.#memberships.delete(membership.memberId) && !this.#owed.has(membership)) return undefined
    this.#owed.add(membership)
    try {
      await this.leaveFor(membership)
      this.#owed.delete(membership)
      return undefined
    } catch (error) {
      // The next heartbeat tries again.
      return error
    }
  }

  #later(delayMs: number, act: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      void act()
    }, delayMs)
    this.#timers.add(timer)
  }
}
