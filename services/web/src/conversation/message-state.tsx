import type { ChatMessage } from '@socketlink/client'
import { useChat } from '../chat.ts'
import { errorText } from '../error-text.ts'
import { Icon } from '../icon.tsx'

/** How far a message has got, as long as it is not simply sent. */
export const MessageState = ({ message }: { message: ChatMessage }) => {
  const client = useChat()
  const { state, mine, error, clientMessageId } = message
  if (state === 'sending') return <p class="message-state late">Sending…</p>
  if (state === 'provisional')
    return (
      <p class="message-state">
        {mine ? 'Shown to some, not stored yet. It is sent again by itself.' : 'Not stored yet.'}
      </p>
    )
  if (state !== 'failed' || clientMessageId === undefined) return null
  return (
    <div class="message-state failed">
      <p role="alert">
        <Icon name="warning" />
        Not sent: {errorText(error ?? 'internal')}
      </p>
      <span class="message-actions">
        <button type="button" class="button small" onClick={() => client.retry(clientMessageId)}>
          Retry
        </button>
        <button type="button" class="button small quiet" onClick={() => client.discard(clientMessageId)}>
          Discard
        </button>
      </span>
    </div>
  )
}
