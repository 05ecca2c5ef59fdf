/** Fixed sizes of the protocol. Sizes of text are Unicode code points, times are milliseconds. */
export const limits = {
  usernameMin: 3,
  usernameMax: 20,
  passwordMin: 8,
  passwordMax: 128,
  roomNameMax: 50,
  textMax: 1000,
  clientMessageIdMax: 64,
  /** Messages sent as `message_history` when a socket joins without `after`. */
  historyOnJoin: 50,
  /** The most messages one page of history holds. */
  historyPageMax: 100,
  /** The most names in `users`; `userCount` is exact all the same. */
  usersListed: 100,
  /** Above this many members presence is told in batches and typing is not told. */
  bigRoom: 100,
  /** The least time between two `room_presence` events of one room. */
  roomPresenceIntervalMs: 500,
  /** Rooms in `rooms_list`. */
  roomsListed: 200,
  /** The largest page of a listing. */
  pageMax: 200,
  /** Body of an HTTP request, and one Socket.IO packet: bytes. */
  bodyBytes: 64 * 1024,
} as const

/** The version a client may name in its handshake as `auth.protocol`. */
export const protocolVersion = 1
