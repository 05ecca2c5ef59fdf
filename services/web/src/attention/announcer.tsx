import type { ChatMessage } from '@socketlink/client'

/** What to read aloud of messages that have just come. */
export const announcement = (arrivals: readonly ChatMessage[]): string => {
  const last = arrivals.at(-1)
  if (last === undefined) return ''
  const said = `${last.sender}: ${last.text}`
  return arrivals.length === 1 ? said : `${arrivals.length} new messages. ${said}`
}

/** Reads new messages of others aloud when the reader has nothing else to say; seen by nobody. */
export const Announcer = ({ arrivals }: { arrivals: readonly ChatMessage[] }) => (
  <div class="visually-hidden" aria-live="polite">
    {arrivals.length > 0 && <p key={arrivals.at(-1)?.key}>{announcement(arrivals)}</p>}
  </div>
)
