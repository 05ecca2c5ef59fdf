import { NotifyButton } from './attention/notify-button.tsx'
import { Avatar } from './avatar.tsx'
import { useChatState } from './chat.ts'
import { type Drawers, useDrawerFocus } from './drawers.ts'
import { Icon } from './icon.tsx'
import { Logo } from './logo.tsx'
import { RoomsPanel } from './rooms/rooms-panel.tsx'
import type { Route } from './route.ts'
import { LogOutButton } from './session/log-out.tsx'

/** The rooms, and the user's own corner. */
export const Sidebar = ({ route, drawers }: { route: Route; drawers: Drawers }) => {
  const username = useChatState(state => state.user?.username) ?? ''
  const isOpen = drawers.open === 'rooms'
  const drawer = useDrawerFocus(isOpen)
  return (
    <div ref={drawer} class={isOpen ? 'sidebar open' : 'sidebar'} inert={drawers.open === 'members'}>
      <div class="drawer-head">
        <span class="brand" aria-hidden="true">
          <Logo />
          SocketLink
        </span>
        <button
          type="button"
          class="button quiet icon-only drawer-close"
          aria-label="Close rooms"
          onClick={drawers.close}
        >
          <Icon name="close" />
        </button>
      </div>
      <RoomsPanel route={route} />
      <footer class="account">
        <div class="account-user">
          <Avatar name={username} />
          <bdi class="account-name">{username}</bdi>
        </div>
        <NotifyButton />
        <LogOutButton />
      </footer>
    </div>
  )
}
