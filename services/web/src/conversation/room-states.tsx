import type { ComponentChildren } from 'preact'
import { useChatState } from '../chat.ts'
import { failureText } from '../error-text.ts'
import { Icon } from '../icon.tsx'
import { homeHref } from '../route.ts'
import type { PresenceLine } from './presence-lines.ts'
import { PresenceNote } from './presence-note.tsx'

const Blank = ({ children }: { children: ComponentChildren }) => <div class="blank">{children}</div>

/** While the room is not known yet. */
export const EnteringRoom = () => {
  const status = useChatState(state => state.connection.status)
  return (
    <Blank>
      <span class="spinner" aria-hidden="true" />
      <p>{status === 'connected' ? 'Entering the room…' : 'Waiting for the connection…'}</p>
    </Blank>
  )
}

/** A room in which nobody has said anything. */
export const EmptyRoom = ({ lines }: { lines: readonly PresenceLine[] }) => (
  <Blank>
    <Icon name="chat" />
    <p class="blank-title">Nothing said yet</p>
    <p>Write the first message, or send the address of this page to those who should be here.</p>
    {lines.map(line => (
      <PresenceNote key={line.key} line={line} />
    ))}
  </Blank>
)

/** A room that the server does not let the user enter. */
export const RefusedRoom = ({ failure }: { failure: unknown }) => (
  <Blank>
    <Icon name="warning" />
    <p class="blank-title">This room cannot be entered</p>
    <p role="alert">{failureText(failure)}</p>
    <a href={homeHref}>Back to the rooms</a>
  </Blank>
)
