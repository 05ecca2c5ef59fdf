import type { Ack } from '@socketlink/contract'

interface Outgoing {
  text: string
  intendedAt: number
}

const retryMs = 1000

/** Makes the call `send_message`; rejects when the connection ends before the ack. */
export type Call = (message: { text: string; clientMessageId: string }) => Promise<unknown>

export interface OutboxEvents {
  /** For the first time, ms after the message was meant to be sent. */
  acked(ms: number): void
  refused(code: string): void
}

/**
 * Messages that are not acknowledged yet. While it is open each goes out once; what is left when it is opened again is
 * repeated under the same `clientMessageId`, as a client does that was cut off.
 */
export class Outbox {
  /** The highest place that an ack has named. */
  readonly acked = { epoch: '', seq: 0 }
  readonly #name: string
  readonly #events: OutboxEvents
  readonly #left = new Map<string, Outgoing>()
  #call: Call | undefined
  #count = 0
  #onEmpty: (() => void)[] = []

  constructor(name: string, events: OutboxEvents) {
    this.#name = name
    this.#events = events
  }

  get size(): number {
    return this.#left.size
  }

  add(text: string, intendedAt: number): void {
    const id = `${this.#name}-${this.#count++}`
    this.#left.set(id, { text, intendedAt })
    void this.#send(id)
  }

  /** Sends what is left, and from now on what is added. */
  open(call: Call): void {
    this.#call = call
    for (const id of this.#left.keys()) void this.#send(id)
  }

  shut(): void {
    this.#call = undefined
  }

  /** Resolves when nothing is left. */
  empty(): Promise<void> {
    return new Promise(resolve => {
      if (this.#left.size === 0) resolve()
      else this.#onEmpty.push(resolve)
    })
  }

  async #send(id: string): Promise<void> {
    const message = this.#left.get(id)
    if (message === undefined || this.#call === undefined) return
    let ack: Ack<'send_message'>
    try {
      ack = (await this.#call({ text: message.text, clientMessageId: id })) as Ack<'send_message'>
    } catch {
      // Repeated when it is open again.
      return
    }
    if (ack.ok && ack.persisted) return this.#settle(id, ack)
    if (!ack.ok) this.#events.refused(ack.error.code)
    // Delivered while Redis is away, or refused for now: to be repeated either way.
    const again = ack.ok ? retryMs : ack.error.retryable && (ack.error.retryAfterMs ?? retryMs)
    if (again !== false) setTimeout(() => void this.#send(id), again)
  }

  #settle(id: string, { epoch, seq }: { epoch: string; seq: number }): void {
    const message = this.#left.get(id)
    if (message === undefined) return
    this.#left.delete(id)
    this.#events.acked(Date.now() - message.intendedAt)
    if (epoch !== this.acked.epoch || seq > this.acked.seq) Object.assign(this.acked, { epoch, seq })
    if (this.#left.size > 0) return
    for (const resolve of this.#onEmpty) resolve()
    this.#onEmpty = []
  }
}
