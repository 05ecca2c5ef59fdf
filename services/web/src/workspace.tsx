import './workspace.css'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { useChat } from './chat.ts'
import { ConnectionBanner } from './connection-banner.tsx'
import { useDrawers } from './drawers.ts'
import { createMemory } from './memory.ts'
import { MemoryProvider } from './memory-context.ts'
import { NoRoom } from './no-room.tsx'
import { pageStorage } from './page-storage.ts'
import { RoomScreen } from './room-screen.tsx'
import { homeHref, type Route, roomHref, useRoute } from './route.ts'
import { watchOtherTabs } from './session/other-tabs.ts'
import { RenewDialog } from './session/renew-dialog.tsx'
import { Sidebar } from './sidebar.tsx'

const placeOf = (route: Route): string => (route.screen === 'room' ? roomHref(route.roomName) : homeHref)

/** What is seen when logged in: rooms, the conversation, who is in it. */
export const Workspace = ({ userId }: { userId: string }) => {
  const route = useRoute()
  const memory = useMemo(() => createMemory(pageStorage, userId), [userId])
  const place = placeOf(route)
  const drawers = useDrawers(place)
  const first = useRef(place)
  const navigated = first.current !== place
  const [renewing, setRenewing] = useState(false)
  useEffect(() => {
    // Coming back to where one began is going there, too.
    if (navigated) first.current = ''
  }, [navigated])

  const client = useChat()
  useEffect(() => watchOtherTabs(userId, () => client.logout()), [client, userId])

  const skip = (event: MouseEvent): void => {
    event.preventDefault()
    document.getElementById('content')?.focus()
  }
  return (
    <MemoryProvider value={memory}>
      <div class="workspace" data-screen={route.screen}>
        <header class="top">
          <a class="skip visually-hidden" href={place} onClick={skip}>
            Skip to the conversation
          </a>
          <h1 class="visually-hidden">SocketLink</h1>
          <ConnectionBanner onLogIn={() => setRenewing(true)} />
        </header>
        <Sidebar route={route} drawers={drawers} />
        {route.screen === 'room' ? (
          <RoomScreen key={place} roomName={route.roomName} drawers={drawers} navigated={navigated} />
        ) : (
          <NoRoom route={route} navigated={navigated} />
        )}
        {drawers.open && (
          <button type="button" class="backdrop" aria-hidden="true" tabIndex={-1} onClick={drawers.close} />
        )}
      </div>
      {renewing && <RenewDialog onClose={() => setRenewing(false)} />}
    </MemoryProvider>
  )
}
