import type { Recovery, RoomSummary } from '@socketlink/contract'
import type { ConnectionState } from './connection.ts'
import type { PageQuery, RoomsPage, UsersPage } from './directory.ts'
import type { OutboxEntry } from './outbox-entries.ts'
import type { User } from './session.ts'
import type { Observable } from './state.ts'
import type { ChatMessage } from './view.ts'

/** The room the user is in, or wants to be in. */
export interface RoomState {
  /** As it was asked for. */
  readonly name: string
  /** Whether we are in it on this connection; until then it shows what it showed before. */
  readonly joined: boolean
  /** By name; of a big room, 100 of them. */
  readonly users: readonly string[]
  /** How many users there are, exactly. */
  readonly userCount: number
  /** Who is typing at the moment; not told in rooms over 100 members. */
  readonly typing: readonly string[]
  /** In the order of the room; our own unsent ones last. */
  readonly messages: readonly ChatMessage[]
  /** Whether `loadOlder` can bring more. */
  readonly hasOlder: boolean
  /**
   * What the last resume brought: `complete`, all that was missed; `gap`, some messages are no longer kept; `reset`, the
   * room's history was lost and begins anew; `none`, there was nothing to resume. `breakBefore` of a message marks the
   * place.
   */
  readonly recovery: Recovery
  /** In which epoch the room is; undefined until it was entered. */
  readonly epoch: string | undefined
}

/** Everything there is to show. A snapshot is never changed; parts that did not change stay the same objects. */
export interface ClientState {
  /** Still there when the login has expired, so that a page can ask for the password alone. */
  readonly user: User | undefined
  /** Whether messages can go out at the moment, and if not, why. */
  readonly connection: ConnectionState
  /** The directory, at most 200 rooms. They come and go by themselves, their counts on `refreshRooms`. */
  readonly rooms: readonly RoomSummary[]
  /** The room asked for last; undefined before the first and after `leaveRoom`. */
  readonly room: RoomState | undefined
  /** Unsent messages of all rooms, oldest first. Those of a room are sent while the user is in it. */
  readonly outbox: readonly OutboxEntry[]
}

/** A client of one user. Calls that fail reject with, or throw, a {@link ClientError}. */
export interface ChatClient extends Observable<ClientState> {
  /** The newest snapshot: the same object until something changes, and never changed itself. */
  readonly state: ClientState

  /**
   * Makes an account; it is not logged in. Rejects with `invalid_username`, `invalid_password`, `username_taken` or
   * `rate_limited`.
   */
  register(username: string, password: string): Promise<{ userId: string; username: string }>
  /**
   * Logs in and takes up what this user left unsent on this device. Call `connect` next. Rejects with
   * `invalid_credentials` or `too_many_attempts`.
   */
  login(username: string, password: string): Promise<User>
  /** Disconnects and forgets the user on this device, unsent messages included. */
  logout(): void
  /**
   * Connects and stays connected. Resolves the first time it succeeds; rejects when the login is refused. From then on
   * `state.connection` tells how it goes.
   */
  connect(): Promise<void>
  /** Skips the wait before the next attempt to connect. */
  retryConnection(): void
  /** Disconnects and stops every timer. Login and unsent messages stay; `connect` begins again. */
  close(): void

  /** Puts a new room into the directory without entering it. Rejects with `invalid_room_name` or `room_exists`. */
  createRoom(roomName: string): Promise<void>
  /**
   * Enters a room, made if need be, and leaves the one before. Without a connection it is entered later, and again after
   * every reconnect. Resolves when it was entered, or when another room was asked for meanwhile.
   */
  joinRoom(roomName: string): Promise<void>
  /** Leaves the room; its unsent messages wait until the user is back in it. */
  leaveRoom(): Promise<void>
  /** One page of rooms, busiest first. */
  listRooms(page?: PageQuery): Promise<RoomsPage>
  /** One page of users, by name. */
  listUsers(page?: PageQuery): Promise<UsersPage>
  /** Fetches `state.rooms` anew; their counts do not come by themselves. */
  refreshRooms(): Promise<void>

  /**
   * Puts a message into the outbox and returns its `clientMessageId`. It is kept and repeated until it is in the history,
   * across reconnects and, with a storage, reloads. Throws `empty_message`, `message_too_long` or `not_in_room` at once.
   */
  send(text: string): string
  /** Sends a failed message again, or a waiting one at once. */
  retry(clientMessageId: string): void
  /** Takes a message out of the outbox. One that is on its way may arrive all the same. */
  discard(clientMessageId: string): void
  /** To be called at every key; the others are told, and told of the end after 2 s of silence. */
  typing(): void
  /** Fetches a page of older messages into the room, if `hasOlder`. */
  loadOlder(): Promise<void>
}
