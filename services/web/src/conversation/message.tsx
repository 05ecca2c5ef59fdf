import './message.css'
import type { ChatMessage } from '@socketlink/client'
import { Avatar } from '../avatar.tsx'
import { MessageState } from './message-state.tsx'
import { MessageText } from './message-text.tsx'
import type { MessageRow } from './rows.ts'
import { dayName, fullTime, timeOfDay } from './times.ts'

const breakText = {
  gap: 'Older messages from here are no longer kept.',
  reset: 'The room’s history was lost here and began anew.',
}

const Time = ({ timestamp }: Pick<ChatMessage, 'timestamp'>) => (
  <time class="message-time" dateTime={new Date(timestamp).toISOString()} title={fullTime(timestamp)}>
    {timeOfDay(timestamp)}
  </time>
)

/** One message, and above it what begins with it: a day, what is new, a break in the history. */
export const Message = ({ row: { message, opensDay, opensNew, opensGroup } }: { row: MessageRow }) => {
  const { key, sender, timestamp, mine, text, breakBefore } = message
  return (
    <>
      {opensDay && <p class="divider">{dayName(timestamp, Date.now())}</p>}
      {breakBefore && <p class="divider">{breakText[breakBefore]}</p>}
      {opensNew && <p class="divider new">New messages</p>}
      <article
        class={`message ${mine ? 'mine' : 'theirs'} ${opensGroup ? 'opens' : ''}`}
        data-message-key={key}
        data-state={message.state}
      >
        {opensGroup && !mine && <Avatar name={sender} />}
        <p class={opensGroup ? 'message-head' : 'message-head visually-hidden'}>
          <bdi class="message-sender">{mine ? 'You' : sender}</bdi> <Time timestamp={timestamp} />
        </p>
        <div class="bubble" title={opensGroup ? undefined : fullTime(timestamp)}>
          <MessageText text={text} />
        </div>
        <MessageState message={message} />
      </article>
    </>
  )
}
