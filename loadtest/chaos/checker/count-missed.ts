import type { Findings } from './count-messages.ts'
import { type IndexedHistory, nameMessage } from './index-history.ts'
import type { HistoryEvent, KeptRoom } from './recorded-history.ts'

/** What a client has shown of its room's present epoch, and from where on it should have shown everything. */
const follow = (events: readonly HistoryEvent[], room: KeptRoom) => {
  let floor = Number.POSITIVE_INFINITY
  const shown = new Set<number>()
  for (const event of events) {
    if (event.type === 'entered' && event.roomName === room.roomName && event.epoch === room.epoch) {
      // A resume that is complete leaves nothing out; any other begins anew behind what it was told of.
      if (event.recovery !== 'complete') floor = event.seq
      else floor = Math.min(floor, event.seq)
    }
    if (event.type !== 'shown' || event.message.roomName !== room.roomName) continue
    if (event.message.epoch === room.epoch && event.message.seq !== undefined) shown.add(event.message.seq)
  }
  return { floor, shown }
}

/** In the history, and not shown by a client that was there to show it. A deaf room is found by this. */
export const countMissed = ({ clients, rooms, byClient }: IndexedHistory): Findings =>
  clients.flatMap(({ client, roomName, present }) => {
    const room = rooms.find(candidate => candidate.roomName === roomName)
    if (!present || room === undefined) return []
    const { floor, shown } = follow(byClient.get(client) ?? [], room)
    return room.messages
      .filter(({ epoch, seq }) => epoch === room.epoch && seq > floor && !shown.has(seq))
      .map(message => `${client} never showed ${nameMessage(message)}`)
  })

/** A resume that did not bring all: `gap`, although the history is long enough for the whole run. */
export const countGaps = (history: IndexedHistory): Findings =>
  history
    .of('entered')
    .filter(({ recovery }) => recovery === 'gap')
    .map(({ client, roomName }) => `${client} came back to ${roomName} and was told of a gap`)
