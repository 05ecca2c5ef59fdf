import { checkHistory, type Verdict } from '../../checker/check-history.ts'
import type {
  ClientFacts,
  HistoryEvent,
  KeptRoom,
  RecordedHistory,
  SeenMessage,
} from '../../checker/recorded-history.ts'

type Bare<Event> = Event extends unknown ? Omit<Event, 'at' | 'client'> : never

/** A message of Ann's in the room. */
export const message = (seq: number, changes: Partial<SeenMessage> = {}): SeenMessage => ({
  roomName: 'room',
  messageId: `id-${seq}`,
  senderId: 'ann',
  clientMessageId: `ann-${seq}`,
  epoch: 'first',
  seq,
  ...changes,
})

/** A history written by hand: Ann and Bob in one room, in which everything goes well until a test says otherwise. */
export class Story {
  readonly #events: HistoryEvent[] = []
  readonly #clients: ClientFacts[] = []
  readonly kept: SeenMessage[] = []
  readonly room: Omit<KeptRoom, 'messages'> = {
    ...{ roomName: 'room', epoch: 'first', full: false, users: ['ann', 'bob'] },
  }
  #at = 0
  #calls = 0

  constructor() {
    for (const name of ['ann', 'bob']) this.comes(name)
  }

  /** Lets time pass, in ms. */
  wait(ms: number): this {
    this.#at += ms
    return this
  }

  note(client: string, event: Bare<HistoryEvent>): this {
    this.#events.push({ ...event, client, at: ++this.#at } as HistoryEvent)
    return this
  }

  comes(client: string, present = true): this {
    this.#clients.push({ client, username: client, roomName: 'room', present })
    this.note(client, { type: 'connected', node: 'node' })
    return this.enters(client)
  }

  enters(client: string, changes: Partial<Extract<HistoryEvent, { type: 'entered' }>> = {}): this {
    this.note(client, { type: 'roster', roomName: 'room', users: this.room.users })
    const head = { epoch: 'first', seq: this.kept.length, recovery: 'none' } as const
    return this.note(client, { type: 'entered', roomName: 'room', ...head, ...changes })
  }

  /** A send of Ann's and its ack. */
  acked(sent: SeenMessage, persisted = true): this {
    const call = ++this.#calls
    this.note('ann', { type: 'invoke', call, name: 'send_message', roomName: 'room' })
    return this.note('ann', { type: 'ok', call, claim: { ...sent, persisted, duplicate: false } })
  }

  /** A message comes live to a client, who shows it. */
  gets(client: string, ...messages: SeenMessage[]): this {
    for (const one of messages)
      this.note(client, { type: 'delivered', message: one }).note(client, { type: 'shown', message: one })
    return this
  }

  /** Ann sends message after message, all are kept, and both show them. */
  talk(...seqs: number[]): this {
    for (const seq of seqs) {
      this.kept.push(message(seq))
      this.acked(message(seq)).gets('ann', message(seq)).gets('bob', message(seq))
    }
    return this
  }

  told(client: string, type: 'user_joined' | 'user_left', username: string): this {
    return this.note(client, { type, roomName: 'room', username })
  }

  verdict(): Verdict {
    const rooms = [{ ...this.room, messages: this.kept as KeptRoom['messages'] }]
    const history: RecordedHistory = { events: this.#events, clients: this.#clients, rooms }
    return checkHistory(history)
  }

  /** The counts that are not 0. */
  wrong(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.verdict().counts).filter(([, count]) => count > 0))
  }
}
