import type { Findings } from './count-messages.ts'
import type { IndexedHistory } from './index-history.ts'
import type { HistoryEvent } from './recorded-history.ts'

const usersMeant = ({ clients }: IndexedHistory, roomName: string): Set<string> =>
  new Set(
    clients.filter(client => client.present && client.roomName === roomName).map(({ username }) => username),
  )

/** Listed in a room, and not there. */
export const countGhosts = (history: IndexedHistory): Findings =>
  history.rooms.flatMap(({ roomName, users }) => {
    const meant = usersMeant(history, roomName)
    return users.filter(user => !meant.has(user)).map(user => `${user} is a ghost in ${roomName}`)
  })

/** In a room, and not listed there. */
export const countUnlisted = (history: IndexedHistory): Findings =>
  history.rooms.flatMap(({ roomName, users }) =>
    [...usersMeant(history, roomName)]
      .filter(user => !users.includes(user))
      .map(user => `${user} is in ${roomName} and not listed`),
  )

/** Each client's own list of its room, kept by `user_joined` and `user_left` alone, against the room's at the end. */
export const countStaleViews = (history: IndexedHistory): Findings =>
  history.clients.flatMap(({ client, roomName, present }) => {
    const room = history.rooms.find(candidate => candidate.roomName === roomName)
    if (!present || room === undefined) return []
    let view = new Set<string>()
    for (const event of history.byClient.get(client) ?? []) {
      if (event.type === 'roster') view = new Set(event.users)
      else if (event.type === 'user_joined') view.add(event.username)
      else if (event.type === 'user_left') view.delete(event.username)
    }
    const wrong = view.symmetricDifference(new Set(room.users))
    return [...wrong].map(user => `${client} is wrong about ${user} in ${roomName}`)
  })

/** Each moment at which a user is known to be in its room, or to begin to be. */
const arrivals = (history: IndexedHistory): Map<string, number[]> => {
  const userOf = new Map(history.clients.map(({ client, username }) => [client, username]))
  const times = new Map<string, number[]>()
  for (const { client, at } of history.of('entered')) {
    const user = userOf.get(client)
    if (user !== undefined) times.set(user, [...(times.get(user) ?? []), at])
  }
  return times
}

/** A client was told twice that a user has left, who had not come back in between. */
export const countDoubledLeaves = (history: IndexedHistory): Findings => {
  const findings: Findings = []
  const entered = arrivals(history)
  for (const [client, events] of history.byClient) {
    let leftAt = new Map<string, number>()
    for (const event of events) {
      if (event.type === 'entered') leftAt = new Map()
      else if (event.type === 'user_joined') leftAt.delete(event.username)
      else if (event.type === 'user_left') {
        const before = leftAt.get(event.username)
        const cameBack = entered
          .get(event.username)
          ?.some(at => before !== undefined && at > before && at < event.at)
        if (before !== undefined && !cameBack) findings.push(`${client} saw ${event.username} leave twice`)
        leftAt.set(event.username, event.at)
      }
    }
  }
  return findings
}

/** The last time a client left the place where it was, before a moment. */
const isInside = (events: readonly HistoryEvent[], from: number, until: number): boolean => {
  let inside = false
  for (const event of events) {
    if (event.at > until) break
    if (event.type === 'entered' && event.at <= from) inside = true
    if (event.type === 'disconnected' || event.type === 'retired') inside = false
  }
  return inside
}

/** What a leave may be on its way, in ms: told of a user who has been back for longer, it is false. */
const onItsWayMs = 1000

/** A client was told that a user has left, who has been in the room all the while. */
export const countFalseLeaves = (history: IndexedHistory): Findings => {
  const clientsOf = Map.groupBy(history.clients, ({ username }) => username)
  return history
    .of('user_left')
    .filter(({ username, roomName, at }) =>
      clientsOf
        .get(username)
        ?.some(
          candidate =>
            candidate.roomName === roomName &&
            isInside(history.byClient.get(candidate.client) ?? [], at - onItsWayMs, at),
        ),
    )
    .map(({ client, username }) => `${client} was told that ${username} left, who was there`)
}

/** A client that was there all the time was not told that a user has gone for good. */
export const countUntoldLeaves = (history: IndexedHistory): Findings =>
  history.of('retired').flatMap(({ client: gone, at }) => {
    const facts = history.clients.find(({ client }) => client === gone)
    const others = history.clients.filter(
      other =>
        other.present &&
        other.roomName === facts?.roomName &&
        isInside(history.byClient.get(other.client) ?? [], at, Number.POSITIVE_INFINITY),
    )
    return others
      .filter(({ client }) => {
        const events = history.byClient.get(client) ?? []
        return !events.some(
          event => event.type === 'user_left' && event.username === facts?.username && event.at > at,
        )
      })
      .map(({ client }) => `${client} was never told that ${facts?.username} left`)
  })
