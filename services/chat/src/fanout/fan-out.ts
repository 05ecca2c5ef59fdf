import { readRoomEvent } from '@socketlink/store'
import type { ChatServer, ChatSocket } from '../socket/session.ts'
import type { Connection } from './connection.ts'
import { Frame } from './frame.ts'
import type { Admits, Member } from './room-writer.ts'
import { RoomWriter } from './room-writer.ts'

/** The name for all sockets of the namespace, as the adapter's channel for them has it. */
const everyone = ''

/**
 * Hands events to the members of a room on this node, and those for everyone to all, in place of Socket.IO's own
 * broadcast: encoded once, written together while they are many, and past Engine.IO where nothing stands between. See
 * docs/adr/0015-fan-out.md.
 */
export class FanOut {
  readonly #longestRestMs: number
  readonly #admits: Admits
  readonly #rooms = new Map<string, RoomWriter>()
  /** Where each connection gets events from: everyone, and the room it is in. */
  readonly #members = new WeakMap<Connection, Member[]>()
  /** Engine.IO calls it before it takes a packet of any kind: what is held comes first. One function for all. */
  readonly #beforePacket: (this: Connection) => void

  /**
   * @param longestRestMs how long, in ms, a room at most rests after it was written to: what comes meanwhile is written
   * together
   * @param admits is asked of each event for a client that has not taken what was written before
   */
  constructor(longestRestMs: number, admits: Admits) {
    this.#longestRestMs = longestRestMs
    this.#admits = admits
    const memberships = this.#members
    this.#beforePacket = function () {
      for (const member of memberships.get(this) ?? []) member.room.catchUp(member)
    }
  }

  /** Follows who is connected, and in which room. */
  follow(io: ChatServer): void {
    const { adapter, sockets } = io.of('/')
    // A socket's own room is entered when it connects and left when it goes.
    adapter.on('join-room', (room: string, id: string) => {
      const socket = sockets.get(id)
      if (socket !== undefined) this.#enter(room === id ? everyone : room, socket)
    })
    adapter.on('leave-room', (room: string, id: string) => this.#leave(room === id ? everyone : room, id))
    adapter.on('delete-room', (room: string) => this.#rooms.delete(room))
  }

  /** Takes an event as it came from Redis; false when it is to go the ordinary way. */
  deliver(roomName: string, payload: Buffer): boolean {
    const room = this.#rooms.get(roomName)
    const event = room && readRoomEvent(payload)
    if (event === undefined) return false
    room?.send(new Frame(event))
    return true
  }

  #enter(name: string, { id, conn }: ChatSocket): void {
    const room = this.#rooms.get(name) ?? new RoomWriter(this.#longestRestMs, this.#admits)
    this.#rooms.set(name, room)
    const members = this.#members.get(conn) ?? []
    if (members.length === 0) conn.on('packetCreate', this.#beforePacket)
    this.#members.set(conn, members.concat(room.add(id, conn)))
  }

  #leave(name: string, id: string): void {
    const member = this.#rooms.get(name)?.remove(id)
    if (member === undefined) return
    const { connection } = member
    const others = this.#members.get(connection)?.filter(other => other !== member) ?? []
    this.#members.set(connection, others)
    if (others.length === 0) connection.off('packetCreate', this.#beforePacket)
  }
}
