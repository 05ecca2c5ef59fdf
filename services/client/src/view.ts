import type { ErrorCode, Message, ProvisionalMessage } from '@socketlink/contract'
import type { OutboxEntry } from './outbox-entries.ts'
import type { User } from './session.ts'
import type { Timeline } from './timeline.ts'

/**
 * A message as it is shown: in the history, or on its way there. The same object for as long as it looks the same. One
 * that is not in the history yet has no `messageId`, `seq` and `epoch`.
 */
export interface ChatMessage
  extends Readonly<Pick<Message, 'text' | 'sender' | 'senderId' | 'roomName'>>,
    Readonly<Partial<Pick<Message, 'messageId' | 'clientMessageId' | 'seq' | 'epoch'>>> {
  /** Stays the same from the moment of sending on: the identity for a list on screen. */
  readonly key: string
  /** Unix milliseconds; by our own clock until the server has set it. */
  readonly timestamp: number
  /** Whether it is of the user who is logged in. */
  readonly mine: boolean
  /** `sent`: in the history. The others are those of OutboxEntry; someone else's message may be `provisional`, too. */
  readonly state: 'sent' | OutboxEntry['state']
  /** Why it failed. */
  readonly error?: ErrorCode
  /** Between the message before and this one, some are missing for good, or the room began anew. */
  readonly breakBefore?: 'gap' | 'reset' | undefined
}

type AnyMessage = Message | ProvisionalMessage
type Look = Pick<ChatMessage, 'mine' | 'state' | 'breakBefore'>

const keyOf = (senderId: string, clientMessageId: string): string => `${senderId}:${clientMessageId}`

const showMessage = (message: AnyMessage, look: Look): ChatMessage => {
  const { messageId, senderId, clientMessageId } = message
  const key = clientMessageId === undefined ? messageId : keyOf(senderId, clientMessageId)
  return { ...message, ...look, key }
}

const showEntry = (entry: OutboxEntry, { userId, username }: User): ChatMessage => {
  const key = keyOf(userId, entry.clientMessageId)
  return { ...entry, key, sender: username, senderId: userId, timestamp: entry.createdAt, mine: true }
}

/** What is missing between two messages that stand side by side; holes that are being fetched do not count. */
const breakBetween = (before: Message | undefined, after: Message, floor: number): Look['breakBefore'] => {
  if (before === undefined) return undefined
  if (before.epoch !== after.epoch || before.seq >= after.seq) return 'reset'
  return after.seq > before.seq + 1 && after.seq <= floor ? 'gap' : undefined
}

/** Makes the list of what a room shows: the history, then what is not in it yet. */
export const createView = () => {
  const shown = new WeakMap<AnyMessage, ChatMessage>()
  const shownEntries = new WeakMap<OutboxEntry, ChatMessage>()

  const show = (message: AnyMessage, look: Look): ChatMessage => {
    const known = shown.get(message)
    if (known && known.mine === look.mine && known.breakBefore === look.breakBefore) return known
    const fresh = showMessage(message, look)
    shown.set(message, fresh)
    return fresh
  }
  const showUnsent = (entry: OutboxEntry, user: User): ChatMessage => {
    const fresh = shownEntries.get(entry) ?? showEntry(entry, user)
    shownEntries.set(entry, fresh)
    return fresh
  }

  return (timeline: Timeline, unsent: readonly OutboxEntry[], user: User | undefined): ChatMessage[] => {
    const { past, messages, provisional, floor } = timeline
    const isMine = (message: AnyMessage): boolean => message.senderId === user?.userId
    let before: Message | undefined
    const list = [...past, ...messages].map(message => {
      const breakBefore = breakBetween(
        before,
        message,
        message.epoch === timeline.epoch ? floor : message.seq,
      )
      before = message
      return show(message, { mine: isMine(message), state: 'sent', breakBefore })
    })
    const own = new Set(unsent.map(entry => entry.clientMessageId))
    const rest = [
      ...provisional
        .filter(message => !(isMine(message) && own.has(message.clientMessageId ?? '')))
        .map(message => show(message, { mine: isMine(message), state: 'provisional' })),
      ...(user === undefined ? [] : unsent.map(entry => showUnsent(entry, user))),
    ]
    return [...list, ...rest.sort((a, b) => a.timestamp - b.timestamp)]
  }
}
