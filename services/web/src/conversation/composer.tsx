import './composer.css'
import { ClientError } from '@socketlink/client'
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { useChat } from '../chat.ts'
import { errorText } from '../error-text.ts'
import { hasKeyboard } from '../has-keyboard.ts'
import { Icon } from '../icon.tsx'
import { useMemory } from '../memory-context.ts'
import { lengthMax, measureText } from './text-length.ts'

interface ComposerProps {
  roomName: string
  /** The id of the room's heading, which says where the message goes. */
  describedBy: string
  onSent: () => void
}

/** Where messages are written. What stands in it outlives a reload. */
export const Composer = ({ roomName, describedBy, onSent }: ComposerProps) => {
  const client = useChat()
  const memory = useMemory()
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(() => memory.readDraft(roomName))
  const [error, setError] = useState<string>()
  const { counter, tooLong } = measureText(text)
  const problem = tooLong > 0 ? `${tooLong} character${tooLong === 1 ? '' : 's'} too many.` : error

  useLayoutEffect(() => {
    if (hasKeyboard()) field.current?.focus()
  }, [])

  const change = (next: string): void => {
    setText(next)
    setError(undefined)
    memory.writeDraft(roomName, next)
  }
  const send = (): void => {
    if (text.trim() === '' || tooLong > 0) return
    try {
      client.send(text)
    } catch (failure) {
      setError(failure instanceof ClientError ? errorText(failure.code) : errorText('internal'))
      return
    }
    change('')
    field.current?.focus()
    onSent()
  }

  return (
    <form
      class="composer"
      onSubmit={event => {
        event.preventDefault()
        send()
      }}
    >
      <label class="visually-hidden" for={id}>
        Message
      </label>
      <textarea
        ref={field}
        id={id}
        class="input composer-text"
        dir="auto"
        rows={1}
        placeholder="Write a message"
        value={text}
        aria-invalid={problem !== undefined}
        aria-describedby={`${describedBy} ${id}-length`}
        onInput={event => {
          change(event.currentTarget.value)
          if (event.currentTarget.value.trim() !== '') client.typing()
        }}
        onKeyDown={event => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
          event.preventDefault()
          send()
        }}
      />
      <button
        type="submit"
        class="button main composer-send"
        aria-disabled={text.trim() === '' || tooLong > 0}
      >
        <Icon name="send" />
        <span class="composer-send-word">Send</span>
      </button>
      <p class="composer-note" id={`${id}-length`}>
        {problem && (
          <span class="error" role="alert">
            {problem}
          </span>
        )}
        {counter !== undefined && (
          <span class={tooLong > 0 ? 'composer-counter over' : 'composer-counter'}>
            {counter} / {lengthMax}
          </span>
        )}
      </p>
    </form>
  )
}
