import type { Message, Position, Recovery } from '@socketlink/contract'

/**
 * What a client shows of its room, by the rules of the protocol: each message once, by its id; a provisional copy until
 * the sequenced one comes; and the place up to which nothing is missing, from which it resumes.
 */
export class MessageLog {
  readonly #shown = new Set<string>()
  /** The seqs that were shown, by epoch. */
  readonly #seqs = new Map<string, Set<number>>()
  /** The newest place shown in the epoch of the newest message. */
  #newest: Position | undefined
  #position: Position | undefined

  /** Up to here everything was shown. */
  get position(): Position | undefined {
    return this.#position
  }

  /** Something that came before the newest message is missing, or the room has another epoch. */
  get hasHole(): boolean {
    if (this.#position === undefined || this.#newest === undefined) return false
    return this.#newest.epoch !== this.#position.epoch || this.#newest.seq > this.#position.seq
  }

  /** Takes up a message in whatever way it came. Returns whether it is new to the client. */
  take(message: Message): boolean {
    const { messageId, senderId, clientMessageId, epoch } = message
    const seq: number | undefined = message.seq
    const key = seq === undefined ? `${senderId}:${clientMessageId}` : messageId
    if (seq !== undefined) this.#note({ epoch, seq })
    if (this.#shown.has(key)) return false
    this.#shown.add(key)
    return true
  }

  /** The room was entered at `head`; `history` is what came with it, oldest first. */
  enter(head: Position, recovery: Recovery, history: readonly Message[]): void {
    if (recovery !== 'complete' || this.#position?.epoch !== head.epoch) {
      const first = history.find(({ epoch }) => epoch === head.epoch)
      this.#position = { epoch: head.epoch, seq: first === undefined ? head.seq : first.seq - 1 }
    }
    if (this.#newest?.epoch !== head.epoch) this.#newest = undefined
    this.#advance()
  }

  /** Takes note that the room is as far as this, without the messages. */
  hear({ epoch, seq }: Position): void {
    if (this.#newest?.epoch !== epoch || this.#newest.seq < seq) this.#newest = { epoch, seq }
  }

  #note({ epoch, seq }: Position): void {
    const seqs = this.#seqs.get(epoch) ?? new Set()
    this.#seqs.set(epoch, seqs.add(seq))
    this.hear({ epoch, seq })
    this.#advance()
  }

  #advance(): void {
    if (this.#position === undefined) return
    const { epoch } = this.#position
    let { seq } = this.#position
    while (this.#seqs.get(epoch)?.has(seq + 1)) seq++
    this.#position = { epoch, seq }
  }
}
