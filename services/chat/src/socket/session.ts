import type { ClientEvents, ServerEvents } from '@socketlink/contract'
import { ProtocolError } from '@socketlink/contract'
import type { Connection, Membership } from '@socketlink/store'
import type { DefaultEventsMap, Server, Socket } from 'socket.io'
import type { Caller } from '../auth/tokens.ts'
import { Allowance } from './allowance.ts'

export interface SocketData {
  session: Session
}

export type ChatServer = Server<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>
export type ChatSocket = Socket<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>

const nothing = (): void => {}
const done = Promise.resolve()

/** One authenticated client connection, and the room it is in. */
export class Session {
  readonly socket: ChatSocket
  readonly caller: Caller
  /** The incarnation under which the connection was counted. */
  readonly incarnation: string
  /** Its user's limits are lifted. */
  readonly unlimited: boolean
  /** Where the client comes from. */
  readonly address: string
  membership: Membership | undefined
  /** The client is gone for good. */
  ended = false
  /** Calls that are not answered yet. */
  callsUnderWay = 0
  /** Room changes that are under way. */
  #changes: Promise<unknown> = done
  /** What was said in the room and is not in Redis yet. */
  #words: Promise<unknown> = done
  #memberships = 0
  #typing: Allowance | undefined

  constructor(
    socket: ChatSocket,
    {
      caller,
      incarnation,
      unlimited,
      address,
    }: Pick<Session, 'caller' | 'incarnation' | 'unlimited' | 'address'>,
  ) {
    this.socket = socket
    this.caller = caller
    this.incarnation = incarnation
    this.unlimited = unlimited
    this.address = address
  }

  /** More typing than anybody's fingers do is acknowledged and not told. */
  get typing(): Allowance {
    this.#typing ??= new Allowance(20, 10)
    return this.#typing
  }

  /** The connection as the store counts it. */
  get connection(): Connection {
    const { incarnation, unlimited } = this
    return { connectionId: this.socket.id, username: this.caller.username, incarnation, unlimited }
  }

  /** A new membership of this session; nothing is kept until the store has it. */
  newMembership(roomName: string, incarnation: string): Membership {
    this.#memberships++
    return {
      memberId: `${this.socket.id}.${this.#memberships}`,
      username: this.caller.username,
      roomName,
      incarnation,
    }
  }

  /**
   * Room changes of one session run one after the other, in the order they were asked for, and after what was said before
   * them: so the others hear the last words of somebody before that he has left.
   */
  inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const result = Promise.all([this.#changes, this.#words]).then(change)
    // Not the result itself, which would be kept until the next change.
    const changes = result.then(nothing, nothing).then(() => {
      if (this.#changes === changes) this.#changes = done
    })
    this.#changes = changes
    return result
  }

  /**
   * Says something in the room the session is in once the room changes asked for before are done.
   *
   * @throws `not_in_room`
   */
  inRoom<Result>(say: (membership: Membership) => Promise<Result>): Promise<Result> {
    const result = this.#changes.then(() => {
      if (this.membership === undefined) throw new ProtocolError('not_in_room')
      return say(this.membership)
    })
    const words = Promise.all([this.#words, result.then(nothing, nothing)]).then(() => {
      if (this.#words === words) this.#words = done
    })
    this.#words = words
    return result
  }
}
