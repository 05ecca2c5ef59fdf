import { useMemo } from 'preact/hooks'
import { linkify } from './linkify.ts'

/** A text as it was written, its links made clickable. Nothing in it is ever taken for markup. */
export const MessageText = ({ text }: { text: string }) => {
  const parts = useMemo(() => linkify(text), [text])
  return (
    <p class="message-text" dir="auto">
      {parts.map((part, index) =>
        part.href === undefined ? (
          part.text
        ) : (
          <a key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        ),
      )}
    </p>
  )
}
