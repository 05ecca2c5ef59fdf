import type { JoinResult, Position } from '@socketlink/contract'
import { readBroadcast } from '@socketlink/store'
import { RoomPresence } from './room-presence.ts'

// Within a JSON string a quote is escaped, so that only a property of the event itself reads like this.
const placed = '"seq":'
const counted = '"userCount":'

interface HostedRoom {
  name: string
  presence: RoomPresence
  head: Position
  /** The newest message since; kept as it came, because it is read only when it has to be compared. */
  message?: Buffer
}

/** The rooms that have members on this node, each as its members here have been told of it. */
export class HostedRooms {
  readonly #rooms = new Map<string, HostedRoom>()

  /** Their names. */
  get names(): string[] {
    return [...this.#rooms.values()].map(({ name }) => name)
  }

  /**
   * Somebody is about to enter a room.
   *
   * @param behind what came since the moment of `joined`
   */
  enter(socketRoom: string, joined: Omit<JoinResult, 'recovery'>, behind: readonly Buffer[]): void {
    const { roomName: name, epoch, seq } = joined
    const presence = this.#rooms.get(socketRoom)?.presence
    this.#rooms.set(socketRoom, {
      name,
      presence: presence ?? new RoomPresence(joined),
      head: { epoch, seq },
    })
    for (const payload of behind) this.take(socketRoom, payload)
  }

  /** The last member has left. */
  forget(socketRoom: string): void {
    this.#rooms.delete(socketRoom)
  }

  /** Takes in an event that is about to be delivered. False when the members know it already. */
  take(socketRoom: string, payload: Buffer): boolean {
    const room = this.#rooms.get(socketRoom)
    if (room === undefined) return true
    if (payload.includes(placed)) room.message = payload
    else if (payload.includes(counted)) return room.presence.take(payload)
    return true
  }

  /** The newest place in a room's order that its members have been told of. */
  headOf(socketRoom: string): Position | undefined {
    const room = this.#rooms.get(socketRoom)
    const message = room?.message && readBroadcast(room.message)
    if (room && message) {
      const { epoch, seq } = message.data as Position
      room.head = { epoch, seq }
      delete room.message
    }
    return room?.head
  }

  /** Who is in a room as its members have been told. */
  presenceIn(socketRoom: string): RoomPresence | undefined {
    return this.#rooms.get(socketRoom)?.presence
  }
}
