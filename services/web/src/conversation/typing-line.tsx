import { foldNames } from './presence-lines.ts'

/** Who is typing at the moment; keeps its place while nobody does. */
export const TypingLine = ({ names }: { names: readonly string[] }) => {
  const { shown, more } = foldNames(names)
  return (
    <p class="typing" role="status" aria-label="Typing">
      {names.length > 0 && (
        <>
          <span class="typing-dots" aria-hidden="true" />
          <bdi>{shown.join(', ')}</bdi>
          {more > 0 && ` and ${more} others`}
          {names.length === 1 ? ' is typing…' : ' are typing…'}
        </>
      )}
    </p>
  )
}
