import './room-screen.css'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { Conversation } from './conversation/conversation.tsx'
import { useRoom } from './conversation/use-room.ts'
import { type DrawerName, type Drawers, useDrawerFocus } from './drawers.ts'
import { hasKeyboard } from './has-keyboard.ts'
import { Icon } from './icon.tsx'
import { MembersPanel } from './members/members-panel.tsx'
import { goTo, homeHref } from './route.ts'
import { scrollable } from './scrollable.ts'

interface RoomScreenProps {
  roomName: string
  drawers: Drawers
  /** Whether the user came here from another screen of the page. */
  navigated: boolean
}

/** A room: its name and what can be done with it, the conversation, who is there. */
export const RoomScreen = ({ roomName, drawers, navigated }: RoomScreenProps) => {
  const { room, refused } = useRoom(roomName)
  // Who is there is not known before the room was entered.
  const entered = room?.epoch === undefined ? undefined : room
  const headingId = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  const members = useDrawerFocus(drawers.open === 'members')
  useLayoutEffect(() => {
    // Where there is a keyboard, the composer takes the focus.
    if (navigated && !hasKeyboard()) heading.current?.focus()
  }, [navigated])

  const opener = (name: DrawerName) => ({
    'aria-expanded': drawers.open === name,
    onClick: () => drawers.show(name),
  })
  return (
    <>
      <main
        class="room"
        id="content"
        tabIndex={-1}
        aria-labelledby={headingId}
        inert={drawers.open !== undefined}
      >
        <div class="room-head">
          <button
            type="button"
            class="button quiet icon-only opens-rooms"
            aria-label="Rooms"
            {...opener('rooms')}
          >
            <Icon name="menu" />
          </button>
          <h2 id={headingId} ref={heading} tabIndex={-1} class="room-name" title={roomName}>
            <bdi>{roomName}</bdi>
          </h2>
          <button type="button" class="button small quiet opens-members" {...opener('members')}>
            <Icon name="people" />
            <span class="word">Members</span>
            {entered && <span aria-hidden="true">{entered.userCount}</span>}
          </button>
          <button type="button" class="button small leave" onClick={() => goTo(homeHref)}>
            <Icon name="leave" />
            <span class="word">Leave room</span>
          </button>
        </div>
        <Conversation roomName={roomName} headingId={headingId} room={room} refused={refused} />
      </main>
      <aside
        ref={members}
        class={drawers.open === 'members' ? 'room-side open' : 'room-side'}
        aria-label="Members"
        inert={drawers.open === 'rooms'}
        {...scrollable}
      >
        <div class="drawer-head">
          <h2>Members</h2>
          <button
            type="button"
            class="button quiet icon-only drawer-close"
            aria-label="Close members"
            onClick={drawers.close}
          >
            <Icon name="close" />
          </button>
        </div>
        {entered && <MembersPanel users={entered.users} userCount={entered.userCount} />}
      </aside>
    </>
  )
}
