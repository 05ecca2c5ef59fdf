import type { ClientEvents, ServerEvents } from '@socketlink/contract'
import { ProtocolError } from '@socketlink/contract'
import type { Membership } from '@socketlink/store'
import type { DefaultEventsMap, Server, Socket } from 'socket.io'
import type { Caller } from '../context.ts'
import { Allowance } from './allowance.ts'

export interface SocketData {
  session: Session
}

export type ChatServer = Server<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>
export type ChatSocket = Socket<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>

/** One authenticated client connection, and the room it is in. */
export class Session {
  readonly socket: ChatSocket
  readonly caller: Caller
  /** The incarnation under which the connection was counted. */
  readonly incarnation: string
  membership: Membership | undefined
  /** More typing than anybody's fingers do is acknowledged and not told. */
  readonly typing = new Allowance(20, 10)
  /** The client is gone for good. */
  ended = false
  #turn: Promise<unknown> = Promise.resolve()
  #memberships = 0

  constructor(socket: ChatSocket, caller: Caller, incarnation: string) {
    this.socket = socket
    this.caller = caller
    this.incarnation = incarnation
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

  /** Room changes of one session run one after the other, in the order they were asked for. */
  inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(change)
    this.#turn = result.catch(() => {})
    return result
  }

  /** The room the session is in once the room changes asked for before are done. Throws `not_in_room`. */
  async currentMembership(): Promise<Membership> {
    await this.#turn
    if (this.membership === undefined) throw new ProtocolError('not_in_room')
    return this.membership
  }
}
