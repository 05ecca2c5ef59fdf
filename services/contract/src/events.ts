import type { Ack, CallInput, CallName, JoinResult } from './calls.ts'
import type { CallError } from './errors.ts'
import type { Message, ProvisionalMessage, RoomSummary } from './messages.ts'
import type { Position } from './names.ts'

/** Client to server, for `Server<ClientEvents, ServerEvents>` and the client's `Socket<ServerEvents, ClientEvents>`. */
export type ClientEvents = {
  [Name in CallName]: (input: CallInput<Name>, ack?: (answer: Ack<Name>) => void) => void
}

/** A room's newest place. */
export interface RoomHead extends Position {
  roomName: string
}

/** Server to client. */
export interface ServerEvents {
  /** At most 200, busiest first; on connect. */
  rooms_list: (rooms: RoomSummary[]) => void
  room_created: (room: { roomName: string; createdBy: string }) => void
  room_deleted: (room: { roomName: string }) => void
  joined_room: (room: Omit<JoinResult, 'recovery'>) => void
  /** Oldest first: the last 50, or those after `after`. */
  message_history: (messages: Message[]) => void
  new_message: (message: Message | ProvisionalMessage) => void
  /** The room is further than what was delivered: fetch what is missing. */
  room_head: (head: RoomHead) => void
  /** This client did not read fast enough and was not sent everything: enter the room again with `after`. */
  resync_required: (head: RoomHead) => void
  user_joined: (change: { username: string; userCount: number }) => void
  user_left: (change: { username: string; userCount: number }) => void
  /** Replaces the two above in rooms over 100 members, at most twice a second. */
  room_presence: (change: { joined: string[]; left: string[]; userCount: number }) => void
  user_typing: (who: { username: string }) => void
  user_stop_typing: (who: { username: string }) => void
  server_draining: (notice: { reconnectAfterMs: number }) => void
  error: (error: CallError) => void
}
