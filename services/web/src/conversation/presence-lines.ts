import type { RoomState } from '@socketlink/client'

/** Who came and went between two messages: of each user the last of it. */
export interface PresenceLine {
  readonly key: string
  /** The message it stands below; undefined: at the top. */
  readonly afterKey: string | undefined
  readonly joined: readonly string[]
  readonly left: readonly string[]
}

export interface PresenceChange {
  readonly joined: readonly string[]
  readonly left: readonly string[]
}

type Presence = Pick<RoomState, 'users' | 'userCount'>

/** In larger rooms there is no telling them all, and no one would read it. */
const roomMax = 100
const linesMax = 200

const isWhole = ({ users, userCount }: Presence): boolean =>
  userCount > 0 && userCount <= roomMax && users.length === userCount

/** What has changed among the others between two states of one room; nothing where either is not known whole. */
export const comparePresence = (before: Presence, after: Presence, self: string): PresenceChange => {
  if (before.users === after.users || !isWhole(before) || !isWhole(after)) return { joined: [], left: [] }
  const missingIn = (users: readonly string[]) => (name: string) => name !== self && !users.includes(name)
  return {
    joined: after.users.filter(missingIn(before.users)),
    left: before.users.filter(missingIn(after.users)),
  }
}

/** Adds a change to the lines; what happens below one and the same message is one line. */
export const addPresence = (
  lines: readonly PresenceLine[],
  { joined, left }: PresenceChange,
  afterKey: string | undefined,
): readonly PresenceLine[] => {
  if (joined.length === 0 && left.length === 0) return lines
  const line = lines.find(known => known.afterKey === afterKey)
  if (line === undefined)
    return [...lines, { key: `presence:${afterKey ?? ''}`, afterKey, joined, left }].slice(-linesMax)
  const moved = [...joined, ...left]
  const others = (names: readonly string[]) => names.filter(name => !moved.includes(name))
  const folded = {
    ...line,
    joined: [...others(line.joined), ...joined],
    left: [...others(line.left), ...left],
  }
  return lines.map(known => (known === line ? folded : known))
}

/** Names to show, and how many more there are. */
export const foldNames = (names: readonly string[]): { shown: readonly string[]; more: number } =>
  names.length <= 3 ? { shown: names, more: 0 } : { shown: names.slice(0, 2), more: names.length - 2 }
