import { useLayoutEffect, useRef } from 'preact/hooks'
import { usePageTitle } from './attention/page-title.ts'
import { Logo } from './logo.tsx'
import { roomNameRule } from './rooms/room-name.ts'
import { homeHref, type Route } from './route.ts'

interface NoRoomProps {
  route: Exclude<Route, { screen: 'room' }>
  /** Whether the user came here from another screen of the page. */
  navigated: boolean
}

/** Where the conversation will be: nothing is chosen yet, or the link that was followed leads nowhere. */
export const NoRoom = ({ route, navigated }: NoRoomProps) => {
  const heading = useRef<HTMLHeadingElement>(null)
  usePageTitle(undefined)
  // Before the browser draws, so that no key goes to what was left.
  useLayoutEffect(() => {
    if (navigated) heading.current?.focus()
  }, [navigated, route.screen])
  return (
    <main class={route.screen === 'home' ? 'no-room home' : 'no-room'} id="content" tabIndex={-1}>
      <div class="blank">
        <Logo />
        {route.screen === 'home' ? (
          <>
            <h2 ref={heading} tabIndex={-1} class="blank-title">
              Choose a room
            </h2>
            <p>Enter one of the rooms, or make a new one.</p>
          </>
        ) : (
          <>
            <h2 ref={heading} tabIndex={-1} class="blank-title">
              There is no such room
            </h2>
            <p>
              The link leads to “<bdi>{route.wanted}</bdi>”. {roomNameRule}
            </p>
            <a href={homeHref}>Show the rooms</a>
          </>
        )}
      </div>
    </main>
  )
}
