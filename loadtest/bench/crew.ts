import { setTimeout as wait } from 'node:timers/promises'
import { nowMicros } from './clock.ts'
import { numberAfter, textField } from './message-fields.ts'
import type { ClientOrder, JoinOrder, OpenOrder, SendOrder, Tally, Whereabouts } from './orders.ts'
import { paced } from './pace.ts'
import { Places } from './places.ts'
import { RawClient } from './raw-client.ts'

/** Events are told apart by the first letter of their names. */
const [newMessage, messageHistory, joinedRoom] = [...'nmj'].map(letter => letter.charCodeAt(0))

const isOk = (ack: string | undefined): boolean => ack?.startsWith('{"ok":true') ?? false

/** The clients of one generator process. */
export class Crew {
  /** Each so-many-th client looks at what it receives; the others only count. */
  readonly #lookEvery: number
  readonly #orders: ClientOrder[] = []
  readonly #clients: RawClient[] = []
  readonly #places = new Places()
  readonly #counts = { messages: 0, events: 0, bytes: 0, acked: 0, refused: 0, closed: 0 }
  #comeBack = false
  #returns: number[] = []
  #gaps = 0
  #latencies: number[] = []
  #ackLatencies: number[] = []
  #sendLag = 0
  #lastRefusal = ''

  constructor(lookEvery: number) {
    this.#lookEvery = lookEvery
  }

  /** Opens connections. Resolves with why some failed. */
  async open({ clients, comeBack = false, ...pace }: OpenOrder): Promise<{ failures: string[] }> {
    const failures: string[] = []
    const first = this.#orders.length
    this.#orders.push(...clients)
    await paced(clients.length, pace, async n => {
      await this.#connect(first + n).catch((error: Error) => failures.push(error.message))
    })
    this.#comeBack = comeBack
    return { failures }
  }

  /** Has every client join its room; resolves when all have, with how many were refused. */
  async join({ rooms, ...pace }: JoinOrder): Promise<{ refused: number }> {
    let refused = 0
    await paced(rooms.length, pace, async n => {
      if (!isOk(await this.#clients[n]?.call('join_room', { roomName: rooms[n] }))) refused++
    })
    return { refused }
  }

  /** Sends this crew's share of the messages; resolves when all are acked. */
  async send(order: SendOrder): Promise<void> {
    const { startMicros, intervalMicros, count, offset, stride, senders, textLength } = order
    const acks: Promise<void>[] = []
    for (let n = offset; n < count; ) {
      const now = nowMicros()
      while (n < count && startMicros + n * intervalMicros <= now) {
        const due = startMicros + n * intervalMicros
        this.#sendLag = Math.max(this.#sendLag, (now - due) / 1000)
        const sender = this.#clients[Math.floor(n / stride) % senders] as RawClient
        const text = `${due.toFixed(0)}|`.padEnd(textLength, '.')
        acks.push(sender.call('send_message', { text }).then(ack => this.#onAck(ack, due)))
        n += stride
      }
      await wait(Math.max(1, Math.floor((startMicros + n * intervalMicros - nowMicros()) / 1000)))
    }
    await Promise.all(acks)
  }

  tally(): Tally {
    const tally = {
      ...this.#counts,
      outOfOrder: this.#places.outOfOrder,
      latencies: Float64Array.from(this.#latencies),
      ackLatencies: Float64Array.from(this.#ackLatencies),
      sendLag: this.#sendLag,
      lastRefusal: this.#lastRefusal,
    }
    this.#latencies = []
    this.#ackLatencies = []
    this.#sendLag = 0
    return tally
  }

  whereabouts(): Whereabouts {
    return { returns: this.#returns, gaps: this.#gaps, places: this.#places.all() }
  }

  close(): void {
    this.#comeBack = false
    this.#orders.length = 0
    for (const client of this.#clients.splice(0)) client.close()
    this.#places.clear()
  }

  onEvent({ index }: RawClient, bytes: Buffer, from: number, to: number): void {
    const letter = bytes[from + '["'.length]
    this.#counts.events++
    this.#counts.bytes += to - from
    if (letter === newMessage) this.#counts.messages++
    if (index % this.#lookEvery !== 0) return
    if (letter === newMessage) this.#onMessage(index, bytes.toString('latin1', from, to))
    else if (letter === messageHistory) this.#places.onHistory(index, bytes.toString('utf8', from, to))
    else if (letter === joinedRoom) this.#places.onJoined(index, bytes.toString('utf8', from, to))
  }

  onClose({ index }: RawClient): void {
    this.#counts.closed++
    if (this.#comeBack) void this.#resume(index)
  }

  async #connect(index: number): Promise<RawClient> {
    const { address, token } = this.#orders[index] as ClientOrder
    const client = new RawClient(index, this)
    this.#clients[index] = client
    await client.open(address, token)
    return client
  }

  /** Comes back as clients do: after a second at most, by chance. A connection that fails brings it here again. */
  async #resume(index: number): Promise<void> {
    await wait(Math.random() * 1000)
    const place = this.#places.of(index)
    if (!this.#comeBack || place === undefined) return
    try {
      const client = await this.#connect(index)
      const ack = await client.call('join_room', place)
      if (!isOk(ack)) return client.close()
      if (!ack.includes('"recovery":"complete"')) this.#gaps++
      this.#returns.push(nowMicros())
    } catch {
      // Its end is told by onClose.
    }
  }

  #onMessage(index: number, event: string): void {
    this.#latencies.push((nowMicros() - (numberAfter(event, textField) ?? 0)) / 1000)
    this.#places.onMessage(index, event)
  }

  #onAck(ack: string, due: number): void {
    if (isOk(ack)) {
      this.#counts.acked++
    } else {
      this.#counts.refused++
      this.#lastRefusal = ack
    }
    this.#ackLatencies.push((nowMicros() - due) / 1000)
  }
}
