import { useState } from 'preact/hooks'
import { useChat, useChatState } from '../chat.ts'
import { Dialog } from '../dialog.tsx'
import { useMemory } from '../memory-context.ts'
import { goTo, homeHref } from '../route.ts'
import { tellOtherTabs } from './other-tabs.ts'

/** Logs out and forgets the user on this device; asks first when that would lose messages. */
export const LogOutButton = () => {
  const client = useChat()
  const memory = useMemory()
  const unsent = useChatState(state => state.outbox.length)
  const [asking, setAsking] = useState(false)

  const logOut = (): void => {
    const { user } = client.state
    if (user) tellOtherTabs(user.userId)
    memory.clear()
    client.logout()
    goTo(homeHref)
  }
  return (
    <>
      <button
        type="button"
        class="button small quiet"
        onClick={() => (unsent === 0 ? logOut() : setAsking(true))}
      >
        Log out
      </button>
      {asking && (
        <Dialog title="Log out now?" onClose={() => setAsking(false)}>
          <p>{unsent === 1 ? 'One message is' : `${unsent} messages are`} not sent yet and would be lost.</p>
          <div class="dialog-actions">
            <button type="button" class="button" onClick={() => setAsking(false)}>
              Stay
            </button>
            <button type="button" class="button main" onClick={logOut}>
              Log out anyway
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}
