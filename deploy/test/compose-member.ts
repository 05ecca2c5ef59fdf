import type { Person } from '../../services/chat/test/support/client.ts'
import { Client } from '../../services/chat/test/support/client.ts'
import type { Payload } from '../../services/chat/test/support/inbox.ts'

export type Transport = 'polling' | 'websocket'
export type Message = Extract<Payload<'new_message'>, { seq: number }>

/** A message of ours that was acked. */
export interface Sent {
  clientMessageId: string
  messageId: string
  seq: number
  persisted: boolean
}

/**
 * Somebody in a room with the stock client as it comes: it reconnects by itself, and enters the room again after each
 * reconnect with the last place it has seen.
 */
export class Member {
  readonly client: Client
  readonly roomName: string
  /** By `seq`, each message that was shown. */
  readonly shown = new Map<number, Message>()
  /** What was wrong with the order in which messages came. Must stay empty. */
  readonly disorder: string[] = []
  /** The node of each session, first to last. */
  readonly nodes: string[] = []
  /** What each entry into the room said about what was missed. */
  readonly recoveries: string[] = []
  #entering: Promise<void> = Promise.resolve()
  #epoch = ''
  #seq = 0

  constructor(person: Person, url: string, roomName: string, transports: Transport[]) {
    this.roomName = roomName
    this.client = new Client(person, url, { reconnection: true, transports })
    this.client.socket.on('message_history', (messages: Message[]) => {
      for (const message of messages) this.#show(message)
    })
    this.client.socket.on('new_message', (message: Message) => this.#show(message))
    this.client.socket.on('connect', () => {
      this.nodes.push(this.client.node)
      this.#entering = this.#enterRoom()
    })
  }

  /** Connects and enters the room for the first time. */
  async enter(): Promise<this> {
    await this.client.connect()
    await this.#entering
    return this
  }

  /** The `seq` of the newest message shown. */
  get seq(): number {
    return this.#seq
  }

  /** Sends until it is acked, always with the same id, as a client should; resolves with the ack. */
  async send(clientMessageId: string): Promise<Sent> {
    for (;;) {
      await this.#entering
      const ack = await this.client
        .call('send_message', { text: clientMessageId, clientMessageId })
        .catch(() => undefined)
      if (ack?.ok && ack.persisted) return { clientMessageId, ...ack }
      if (ack?.ok === false && !ack.error.retryable && ack.error.code !== 'not_in_room')
        throw new Error(ack.error.code)
      if (!this.client.socket.connected) await this.#connected()
    }
  }

  #connected(): Promise<void> {
    return new Promise(resolve => this.client.socket.once('connect', resolve))
  }

  async #enterRoom(): Promise<void> {
    const { roomName, client } = this
    const after = this.#epoch === '' ? undefined : { epoch: this.#epoch, seq: this.#seq }
    while (client.socket.connected) {
      const ack = await client
        .call('join_room', after ? { roomName, after } : { roomName })
        .catch(() => undefined)
      if (!ack?.ok) continue
      this.#epoch = ack.epoch
      this.recoveries.push(ack.recovery)
      return
    }
  }

  #show(message: Message): void {
    if (this.shown.size > 0 && message.seq !== this.#seq + 1) {
      this.disorder.push(`${this.client.username}: ${message.seq} came after ${this.#seq}`)
    }
    this.shown.set(message.seq, message)
    this.#seq = Math.max(this.#seq, message.seq)
  }
}
