/** One socket's stay in one room. Each join makes a new one, so that a late leave never ends a later stay. */
export interface Membership {
  memberId: string
  username: string
  roomName: string
  /** The node's lease under which it is held. */
  incarnation: string
}
