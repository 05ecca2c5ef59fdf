import type { Identity, ProvisionalMessage, ProvisionalSend } from '@socketlink/contract'
import { ProtocolError } from '@socketlink/contract'
import type { Store } from '@socketlink/store'
import type { Config } from '../config.ts'
import { Allowance } from '../socket/allowance.ts'

/** How many are remembered until they are repeated; the oldest go first. */
const rememberedMax = 20_000

export interface Draft {
  messageId: string
  roomName: string
  text: string
  sender: Identity
  clientMessageId: string | undefined
  /** The rate of its sender does not count. */
  unlimited: boolean
}

type Identified = Pick<Draft, 'roomName' | 'sender' | 'clientMessageId'>

/** What makes two sends the same message; nothing without a `clientMessageId`. */
const keyOf = ({ roomName, sender, clientMessageId }: Identified): string | undefined =>
  clientMessageId && `${sender.userId}:${clientMessageId}:${roomName}`

/**
 * Messages that were sent while Redis was away. Each goes to the room's members on this node at once, without a place in
 * the order, and is kept nowhere: its sender repeats it when Redis is back, and then it has the `messageId` it was shown
 * under. See docs/adr/0017-island.md.
 */
export class ProvisionalMessages {
  readonly #tellHere: Store['tellHere']
  readonly #limits: Config['limits']
  /** Those with a `clientMessageId`, until they are in the history. */
  readonly #shown = new Map<string, Pick<ProvisionalMessage, 'messageId' | 'timestamp' | 'roomName'>>()
  /** The message limit of each user, as far as this node can hold it. */
  readonly #allowances = new Map<string, Allowance>()

  constructor({ tellHere, link }: Pick<Store, 'tellHere' | 'link'>, limits: Config['limits']) {
    this.#tellHere = tellHere
    this.#limits = limits
    link.on('ready', () => this.#allowances.clear())
  }

  /** Rooms with messages that wait to be repeated. */
  get rooms(): Set<string> {
    return new Set([...this.#shown.values()].map(({ roomName }) => roomName))
  }

  /** The id under which a message was shown already. */
  idOf(message: Identified): string | undefined {
    const key = keyOf(message)
    return key === undefined ? undefined : this.#shown.get(key)?.messageId
  }

  /**
   * Shows a message to the room's members on this node, unless it was shown before.
   *
   * @throws `rate_limited` with the time to wait
   */
  show({ messageId, roomName, text, sender, clientMessageId, unlimited }: Draft): ProvisionalSend {
    const key = keyOf({ roomName, sender, clientMessageId })
    const first = key === undefined ? undefined : this.#shown.get(key)
    if (first !== undefined) {
      const { messageId, timestamp } = first
      return { messageId, timestamp, persisted: false, duplicate: true }
    }
    if (!unlimited) this.#takeSend(sender)
    const message: ProvisionalMessage = {
      messageId,
      text,
      sender: sender.username,
      senderId: sender.userId,
      roomName,
      timestamp: Date.now(),
      ...(clientMessageId === undefined ? {} : { clientMessageId }),
    }
    this.#tellHere(roomName, 'new_message', message)
    if (key !== undefined) this.#remember(key, message)
    return { messageId, timestamp: message.timestamp, persisted: false, duplicate: false }
  }

  /** A message is in the history now. */
  forget(message: Identified): void {
    const key = keyOf(message)
    if (key !== undefined) this.#shown.delete(key)
  }

  #takeSend({ userId }: Identity): void {
    const { messageBurst, messagesPerSecond } = this.#limits
    const allowance = this.#allowances.get(userId) ?? new Allowance(messageBurst, messagesPerSecond)
    this.#allowances.set(userId, allowance)
    const retryAfterMs = allowance.takeOrWait()
    if (retryAfterMs > 0) throw new ProtocolError('rate_limited', { retryAfterMs })
  }

  #remember(key: string, { messageId, timestamp, roomName }: ProvisionalMessage): void {
    this.#shown.set(key, { messageId, timestamp, roomName })
    for (const oldest of this.#shown.keys()) {
      if (this.#shown.size <= rememberedMax) break
      this.#shown.delete(oldest)
    }
  }
}
