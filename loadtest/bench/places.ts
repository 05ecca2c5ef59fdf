import { numberAfter, seqField } from './message-fields.ts'

interface Place {
  room: string
  epoch: string
  seq: number
}

interface Joined {
  roomName: string
  epoch?: string
  seq?: number
}

/** How far clients have read their rooms. Without seqs, as in the stock reference, there is no order to check. */
export class Places {
  readonly #places = new Map<number, Place>()
  /** Messages that came twice, out of order, or behind a hole. */
  outOfOrder = 0

  /** `joined_room`, the first event of a room: `["joined_room",{...}]`. */
  onJoined(index: number, event: string): void {
    const [, { roomName, epoch, seq }] = JSON.parse(event) as [string, Joined]
    if (this.#places.has(index) || epoch === undefined || seq === undefined) return
    this.#places.set(index, { room: roomName, epoch, seq })
  }

  /** `message_history`: what was missed, or what was before. */
  onHistory(index: number, event: string): void {
    const place = this.#places.get(index)
    const [, messages] = JSON.parse(event) as [string, { seq: number }[]]
    for (const { seq } of messages) if (place && seq > place.seq) this.#see(place, seq)
  }

  /** `new_message`. */
  onMessage(index: number, event: string): void {
    const place = this.#places.get(index)
    const seq = numberAfter(event, seqField)
    if (place && seq !== undefined) this.#see(place, seq)
  }

  /** What a client says when it comes back: its room, and what it has already. */
  of(index: number): { roomName: string; after: { epoch: string; seq: number } } | undefined {
    const place = this.#places.get(index)
    return place && { roomName: place.room, after: { epoch: place.epoch, seq: place.seq } }
  }

  all(): { room: string; seq: number }[] {
    return [...this.#places.values()].map(({ room, seq }) => ({ room, seq }))
  }

  clear(): void {
    this.#places.clear()
  }

  #see(place: Place, seq: number): void {
    if (seq !== place.seq + 1) this.outOfOrder++
    place.seq = seq
  }
}
