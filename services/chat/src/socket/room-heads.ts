import type { Message, Position } from '@socketlink/contract'
import { readBroadcast } from '@socketlink/store'

const newMessage = '"new_message"'

/**
 * The newest place in the order of each room that this node has delivered. When Redis comes back and knows less than
 * that, it has lost messages, and the room must not go on counting as if nothing had been.
 */
export class RoomHeads {
  /** Kept as they came: they are read only after an outage. */
  readonly #last = new Map<string, Buffer>()

  note(socketRoom: string, payload: Buffer): void {
    if (payload.includes(newMessage)) this.#last.set(socketRoom, payload)
  }

  forget(socketRoom: string): void {
    this.#last.delete(socketRoom)
  }

  of(socketRoom: string): Position | undefined {
    const payload = this.#last.get(socketRoom)
    const broadcast = payload && readBroadcast(payload)
    if (broadcast?.event !== 'new_message') return undefined
    const { epoch, seq } = broadcast.data as Message
    return { epoch, seq }
  }
}
