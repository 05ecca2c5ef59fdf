import type { Ack, JoinResult, Message, ProvisionalMessage } from '@socketlink/contract'
import { DisconnectedError, RefusedError, SocketIoClient } from '../socketio/client.ts'
import type { Transport } from '../socketio/link.ts'
import type { Platform } from '../socketio/platform.ts'
import { backOffMs } from './back-off.ts'
import { readIntendedAt, writeText } from './message-text.ts'
import { Outbox } from './outbox.ts'
import { RoomOrder } from './room-order.ts'
import { within } from './within.ts'

export interface MemberOptions {
  platform: Platform
  url: string
  transport: Transport
  token: string
  roomName: string
  runId: string
  /** Differs between the members of a run. */
  name: string
  /** Characters in the text of a message. */
  textLength: number
  watch: Watcher
}

/** What a member tells of itself. Times are ms since the moment a thing was meant to happen. */
export interface Watcher {
  connected(ms: number): void
  /** A connection is there, the first one or a later one; `closed` follows. */
  opened(): void
  closed(): void
  joined(ms: number): void
  acked(ms: number): void
  delivered(ms: number): void
  /** The cluster said no: an error code, or `refused` where it gave none. */
  refused(code: string): void
  /** Back in the room, ms after the connection was lost. */
  recovered(ms: number): void
  lost(messages: number): void
  duplicated(): void
  outOfOrder(): void
  /** Never came back, or came back and was told that messages are gone. */
  unrecovered(): void
}

class CallRefused extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

const wait = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** Longer than a node that dies takes to be noticed. */
const patienceMs = 20_000

/** One participant in one room: connects, joins, sends, comes back when it was cut off, and checks what it received. */
export class Member {
  readonly #options: MemberOptions
  readonly #outbox: Outbox
  #client: SocketIoClient | undefined
  #order: RoomOrder | undefined
  #phase: 'outside' | 'coming' | 'inside' | 'checking' = 'outside'
  #wantsRoom = false
  /** The join that is under way begins an order of its own: the first one, or one that met a new epoch. */
  #startsAnew = true
  /** What the join that is under way says it has. */
  #askedAfter = 0
  #gone = false
  #downSince: number | undefined
  #bringing: Promise<void> = Promise.resolve()

  constructor(options: MemberOptions) {
    this.#options = options
    this.#outbox = new Outbox(`${options.runId}-${options.name}`, {
      acked: ms => options.watch.acked(ms),
      refused: code => options.watch.refused(code),
    })
  }

  /** Connects, as often as it takes. */
  async connect(intendedAt: number): Promise<void> {
    await this.#bringUp()
    if (this.#client?.connected) this.#options.watch.connected(Date.now() - intendedAt)
  }

  /** Enters the room, as often as it takes; from then on it comes back whenever it was cut off. */
  async join(intendedAt: number): Promise<void> {
    this.#wantsRoom = true
    await this.#bringUp()
    if (this.#phase === 'inside') this.#options.watch.joined(Date.now() - intendedAt)
  }

  /** Sends a message, or keeps it until the member is back in its room. */
  send(intendedAt: number): void {
    const { runId, textLength } = this.#options
    this.#outbox.add(writeText({ runId, intendedAt }, textLength), intendedAt)
  }

  /** Loses the connection, without a goodbye. */
  cut(): void {
    this.#client?.cut()
  }

  /**
   * Asks the room for everything after what was received without a hole. The cluster answers in order with the live
   * messages, so whatever the answer brings was lost on its way here.
   *
   * @returns whether the member was there to be checked
   */
  async check(): Promise<boolean> {
    const { watch } = this.#options
    await within(patienceMs, this.#bringing)
    const order = this.#order
    if (this.#phase !== 'inside' || order === undefined) {
      watch.unrecovered()
      return false
    }
    await within(patienceMs, this.#outbox.empty())
    this.#phase = 'checking'
    const joined = await this.#askFor(order).catch(() => undefined)
    if (joined === undefined) {
      watch.unrecovered()
      return false
    }
    if (joined.recovery !== 'complete') watch.unrecovered()
    const behind = joined.epoch === this.#outbox.acked.epoch && joined.seq < this.#outbox.acked.seq
    watch.lost(order.missing + this.#outbox.size + (behind ? 1 : 0))
    return true
  }

  /** Says goodbye. */
  leave(): void {
    this.#gone = true
    this.#client?.close()
  }

  /** Brings the member to where it wants to be; one attempt after the other. */
  #bringUp(): Promise<void> {
    this.#bringing = this.#bringing.then(() => this.#tryUntilThere())
    return this.#bringing
  }

  async #tryUntilThere(): Promise<void> {
    for (let failures = 0; !this.#gone; failures++) {
      try {
        if (!this.#client?.connected) await this.#openConnection()
        if (this.#wantsRoom && this.#phase === 'outside') await this.#enterRoom()
        return
      } catch (error) {
        this.#report(error)
        await wait(backOffMs(failures))
      }
    }
  }

  async #openConnection(): Promise<void> {
    const { platform, url, transport, token, watch } = this.#options
    this.#client = await SocketIoClient.connect({
      platform,
      url,
      transport,
      auth: { token },
      onEvent: (name, payload) => this.#hear(name, payload),
      onDisconnect: () => this.#fall(),
    })
    watch.opened()
    if (this.#gone) this.#client.close()
  }

  async #enterRoom(): Promise<void> {
    const { watch } = this.#options
    this.#phase = 'coming'
    try {
      const { recovery } = await this.#askFor(this.#order)
      if (recovery === 'gap' || recovery === 'reset') {
        watch.unrecovered()
        this.#order?.giveUp()
      }
    } catch (error) {
      this.#phase = 'outside'
      throw error
    }
    this.#phase = 'inside'
    if (this.#downSince !== undefined) watch.recovered(Date.now() - this.#downSince)
    this.#downSince = undefined
    this.#outbox.open(message => (this.#client as SocketIoClient).call('send_message', message))
  }

  async #askFor(order: RoomOrder | undefined): Promise<JoinResult> {
    const { roomName } = this.#options
    const after = order && { epoch: order.epoch, seq: order.complete }
    this.#askedAfter = after?.seq ?? 0
    const input = after ? { roomName, after } : { roomName }
    const ack = (await this.#client?.call('join_room', input)) as Ack<'join_room'>
    if (!ack.ok) throw new CallRefused(ack.error.code)
    return ack
  }

  #hear(name: string, payload: unknown): void {
    if (name === 'new_message') this.#take(payload as Message | ProvisionalMessage, 'live')
    else if (name === 'message_history') {
      // What was said before the member first came is nobody's loss.
      if (!this.#startsAnew) for (const message of payload as Message[]) this.#take(message, 'history')
    } else if (name === 'joined_room') {
      const place = payload as { epoch: string; seq: number }
      this.#startsAnew = this.#order?.epoch !== place.epoch
      if (this.#startsAnew) this.#order = new RoomOrder(place)
    } else if (name === 'error') this.#options.watch.refused((payload as { code: string }).code)
  }

  #take({ seq, text }: Message | ProvisionalMessage, from: 'live' | 'history'): void {
    const { watch, runId } = this.#options
    // Has no place yet; it comes again with one.
    if (seq === undefined) return
    const arrival = this.#order?.note(seq) ?? 'new'
    if (arrival === 'duplicate') {
      // Behind what was asked for, the answer may well have what came live meanwhile.
      if (from === 'live' || seq <= this.#askedAfter) watch.duplicated()
    } else if (from === 'history' && this.#phase === 'checking') watch.lost(1)
    else {
      if (from === 'live' && arrival === 'late') watch.outOfOrder()
      const intendedAt = readIntendedAt(text, runId)
      if (intendedAt !== undefined) watch.delivered(Date.now() - intendedAt)
    }
  }

  #fall(): void {
    const { watch } = this.#options
    this.#phase = 'outside'
    this.#outbox.shut()
    watch.closed()
    if (this.#gone) return
    if (this.#wantsRoom && this.#order !== undefined) this.#downSince ??= Date.now()
    void this.#bringUp()
  }

  #report(error: unknown): void {
    const { watch } = this.#options
    if (error instanceof CallRefused) watch.refused(error.code)
    else if (error instanceof RefusedError) {
      watch.refused((error.data as { code?: string } | undefined)?.code ?? 'refused')
    } else if (!(error instanceof DisconnectedError)) throw error
  }
}
