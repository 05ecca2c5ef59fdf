import type { ServerEvents } from '@socketlink/contract'
import type { Socket } from 'socket.io-client'
import { createTimer } from './clock.ts'
import type { Context } from './options.ts'

/** Who is in the room, and who is typing. */
export interface Presence {
  /** By name; at most 100 of them are known from the start. */
  readonly users: readonly string[]
  /** Exact. */
  readonly userCount: number
  readonly typing: readonly string[]
}

const nobody: Presence = { users: [], userCount: 0, typing: [] }

const byName = (users: Iterable<string>): string[] =>
  [...new Set(users)].sort((one, other) => one.localeCompare(other))

export interface PresenceKeeper {
  readonly current: Presence
  set(users: readonly string[], userCount: number): void
  change(joined: readonly string[], left: readonly string[], userCount: number): void
  typing(username: string): void
  notTyping(username: string): void
  clear(): void
}

/** Keeps the members of the room. Who was typing and is not heard of again is forgotten after a while. */
export const createPresence = ({
  clock,
  timing,
  changed,
}: Pick<Context, 'clock' | 'timing' | 'changed'>): PresenceKeeper => {
  let current = nobody
  const timers = new Map<string, { clear(): void }>()
  const become = (next: Presence): void => {
    current = next
    changed()
  }
  const notTyping = (username: string): void => {
    timers.get(username)?.clear()
    if (timers.delete(username)) become({ ...current, typing: [...timers.keys()] })
  }
  const clearTyping = (): void => {
    for (const timer of timers.values()) timer.clear()
    timers.clear()
  }
  return {
    get current() {
      return current
    },
    set: (users, userCount) => {
      clearTyping()
      become({ users: byName(users), userCount, typing: [] })
    },
    change: (joined, left, userCount) => {
      for (const username of left) notTyping(username)
      const users = [...current.users, ...joined].filter(username => !left.includes(username))
      become({ ...current, users: byName(users), userCount })
    },
    typing: username => {
      timers.get(username)?.clear()
      const timer = createTimer(clock)
      timers.set(username, timer)
      timer.set(timing.typingForgottenMs, () => notTyping(username))
      become({ ...current, typing: [...timers.keys()] })
    },
    notTyping,
    clear: () => {
      clearTyping()
      become(nobody)
    },
  }
}

/** Hands a socket's presence events on; `take` decides when each of them counts. */
export const listenToPresence = (
  socket: Socket<ServerEvents>,
  presence: PresenceKeeper,
  take: (act: () => void) => void,
): void => {
  socket.on('user_joined', ({ username, userCount }) =>
    take(() => presence.change([username], [], userCount)),
  )
  socket.on('user_left', ({ username, userCount }) => take(() => presence.change([], [username], userCount)))
  socket.on('room_presence', ({ joined, left, userCount }) =>
    take(() => presence.change(joined, left, userCount)),
  )
  socket.on('user_typing', ({ username }) => take(() => presence.typing(username)))
  socket.on('user_stop_typing', ({ username }) => take(() => presence.notTyping(username)))
}
