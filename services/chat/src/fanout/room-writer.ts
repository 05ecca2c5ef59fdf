import type { Connection } from './connection.ts'
import { directWay } from './connection.ts'
import type { Frame } from './frame.ts'

/** A client that gets a room's events. */
export interface Member {
  readonly socketId: string
  readonly connection: Connection
  readonly room: RoomWriter
  /** How many of the frames that the room holds came before it, or are written to it already. */
  ahead: number
}

/** Whether an event may join what waits for a client already. */
export type Admits = (connection: Connection, event: () => string) => boolean

/**
 * The part of the longest rest that follows a writing: the more events it had, the longer, and the whole of it from nine
 * on. A room that is hardly busy is not to wait for as long as one where it pays.
 */
const partAfter = (events: number): number => Math.min(1, 0.4 + events / 15)

/** With so many bytes held the rest is over: a client that does not read gets them in steps, not its whole budget at once. */
const mostHeldBytes = 65_536

const join = (frames: readonly Frame[]): Buffer => {
  const [first, second] = frames
  return first && !second ? first.bytes : Buffer.concat(frames.map(({ bytes }) => bytes))
}

/**
 * Writes a room's events to its members on this node: at once while the room is quiet, and together what comes while it
 * rests from the last writing.
 */
export class RoomWriter {
  readonly #longestRestMs: number
  readonly #admits: Admits
  readonly #members = new Map<string, Member>()
  #held: Frame[] = []
  #heldBytes = 0
  #timer: NodeJS.Timeout | undefined
  /** When the room has rested, in ms of `performance.now()`. */
  #restedAt = 0

  /** @param longestRestMs the time between two writings of many events; 0 writes each event for itself */
  constructor(longestRestMs: number, admits: Admits) {
    this.#longestRestMs = longestRestMs
    this.#admits = admits
  }

  /** Takes a member in; what is held came before it. */
  add(socketId: string, connection: Connection): Member {
    const member = { socketId, connection, room: this, ahead: this.#held.length }
    this.#members.set(socketId, member)
    return member
  }

  /** Takes a member out, once it has what came while it was in. */
  remove(socketId: string): Member | undefined {
    const member = this.#members.get(socketId)
    if (member === undefined) return undefined
    this.catchUp(member)
    this.#members.delete(socketId)
    return member
  }

  /** Takes one event for everybody in the room. */
  send(frame: Frame): void {
    this.#held.push(frame)
    this.#heldBytes += frame.bytes.length
    const waitMs = this.#heldBytes > mostHeldBytes ? 0 : this.#restedAt - performance.now()
    if (waitMs <= 0) this.#writeAll()
    else this.#timer ??= setTimeout(() => this.#writeAll(), waitMs)
  }

  /** Writes to one member what is held for it, because something else follows: both leave in one write. */
  catchUp(member: Member): void {
    const due = this.#dueTo(member, this.#held)
    member.ahead = this.#held.length
    if (due.length === 0) return
    const tcp = directWay(member.connection)
    tcp?.cork()
    this.#write(member, due, join(due), tcp)
    if (tcp) process.nextTick(() => tcp.uncork())
  }

  #writeAll(): void {
    const frames = this.#held
    // Nothing is held from here on: a write by way of Engine.IO asks the member to catch up first.
    this.#held = []
    this.#heldBytes = 0
    clearTimeout(this.#timer)
    this.#timer = undefined
    const all = join(frames)
    const excepted = new Set(frames.flatMap(({ except }) => except))
    for (const member of this.#members.values()) {
      if (member.ahead === 0 && !excepted.has(member.socketId)) {
        this.#write(member, frames, all)
        continue
      }
      const due = this.#dueTo(member, frames)
      member.ahead = 0
      if (due.length > 0) this.#write(member, due, join(due))
    }
    this.#restedAt = performance.now() + this.#longestRestMs * partAfter(frames.length)
  }

  #write({ connection }: Member, frames: readonly Frame[], bytes: Buffer, tcp = directWay(connection)): void {
    if (tcp) {
      tcp.write(bytes)
      return
    }
    for (const frame of frames) {
      if (!this.#admits(connection, () => frame.event)) continue
      const options = { compress: true, wsPreEncodedFrame: [frame.bytes] }
      connection.write(frame.packet, options)
    }
  }

  #dueTo({ socketId, ahead }: Member, frames: readonly Frame[]): Frame[] {
    if (ahead >= frames.length) return []
    return frames.slice(ahead).filter(({ except }) => !except.includes(socketId))
  }
}
