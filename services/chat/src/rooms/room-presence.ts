import { limits } from '@socketlink/contract'
import { readBroadcast, readMark } from '@socketlink/store'

/** Who came and went. */
interface Change {
  joined: string[]
  left: string[]
  userCount: number
}

/** Who is in a room: all names, unless there are too many to list. */
export interface Present {
  users: readonly string[]
  userCount: number
}

const readChange = (payload: Buffer): Change | undefined => {
  // Others join at the same time: behind our mark come theirs.
  if (readMark(payload) !== undefined) return undefined
  const { event, data } = readBroadcast(payload) ?? {}
  if (event === 'room_presence') return data as Change
  if (event !== 'user_joined' && event !== 'user_left') return undefined
  const { username, userCount } = data as { username: string; userCount: number }
  const [joined, left] = event === 'user_joined' ? [[username], []] : [[], [username]]
  return { joined, left, userCount }
}

/**
 * Who is in a room as its members on this node have been told. In rooms of up to 100 users it knows them by name, so that
 * nothing is told twice, and what was missed can be told later.
 */
export class RoomPresence {
  #userCount: number
  #users: Set<string> | undefined

  constructor({ users, userCount }: Present) {
    this.#userCount = userCount
    this.#users = users.length === userCount ? new Set(users) : undefined
  }

  get userCount(): number {
    return this.#userCount
  }

  /** Whether its users are known by name. */
  get isNamed(): boolean {
    return this.#users !== undefined
  }

  /** Whether a user is there; undefined when the room is too big to know. */
  has(username: string): boolean | undefined {
    return this.#users?.has(username)
  }

  /** Takes in what is about to be told. False when the members know it already. */
  take(payload: Buffer): boolean {
    const change = readChange(payload)
    if (change === undefined) return true
    const users = this.#users
    const { joined, left, userCount } = change
    if (users !== undefined) {
      const isNews = joined.some(name => !users.has(name)) || left.some(name => users.has(name))
      // A batch without names is about the count.
      if (!isNews && joined.length + left.length > 0) return false
      for (const name of joined) users.add(name)
      for (const name of left) users.delete(name)
    }
    this.#userCount = userCount
    if (userCount > limits.usersListed) this.#users = undefined
    return true
  }

  /**
   * What the members have to be told, if they were told all that is behind the moment of the truth.
   *
   * @returns names when both sides know them; else only the count
   */
  compare(truth: Present, behind: readonly Buffer[]): Change {
    const now = new RoomPresence(truth)
    for (const payload of behind) now.take(payload)
    const [before, after] = [this.#users, now.#users]
    if (before === undefined || after === undefined) {
      this.#users = after
      return { joined: [], left: [], userCount: now.userCount }
    }
    return {
      joined: [...after.difference(before)],
      left: [...before.difference(after)],
      userCount: now.userCount,
    }
  }
}
