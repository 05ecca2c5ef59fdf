import { useCallback, useMemo, useState } from 'preact/hooks'
import { Announcer } from '../attention/announcer.tsx'
import { usePageTitle } from '../attention/page-title.ts'
import { useNotifications } from '../attention/use-notifications.ts'
import { usePageVisible } from '../attention/visibility.ts'
import { Composer } from './composer.tsx'
import { MessageList } from './message-list.tsx'
import { EmptyRoom, EnteringRoom, RefusedRoom } from './room-states.tsx'
import { buildRows } from './rows.ts'
import { TypingLine } from './typing-line.tsx'
import { useFollowing } from './use-following.ts'
import type { EnteredRoom } from './use-room.ts'

interface ConversationProps extends EnteredRoom {
  roomName: string
  /** The id of the heading with the room's name. */
  headingId: string
}

/** What is said in a room, and where to say something. */
export const Conversation = ({ roomName, headingId, room, refused }: ConversationProps) => {
  const visible = usePageVisible()
  const [atEnd, setAtEnd] = useState(true)
  const [toEnd, setToEnd] = useState(0)
  const { reading, lines, seams, arrivals, answered } = useFollowing(room, visible && atEnd)
  const hasOlder = room?.hasOlder === true
  const rows = useMemo(
    () => buildRows(room?.messages ?? [], { lines, newAfter: reading.newAfter, seams, hasOlder }),
    [room?.messages, lines, reading.newAfter, seams, hasOlder],
  )
  usePageTitle(roomName, visible ? 0 : reading.unseen)
  useNotifications(arrivals)

  const onSent = useCallback(() => {
    answered()
    setToEnd(count => count + 1)
  }, [answered])

  if (refused !== undefined) return <RefusedRoom failure={refused} />
  const hasEntered = room?.epoch !== undefined
  const isEmpty = (room?.messages ?? []).length === 0
  return (
    <>
      {room === undefined || (!hasEntered && isEmpty) ? (
        <EnteringRoom />
      ) : isEmpty && !room.hasOlder ? (
        <EmptyRoom lines={lines} />
      ) : (
        <MessageList room={room} rows={rows} unseen={reading.unseen} onAtEnd={setAtEnd} toEnd={toEnd} />
      )}
      <TypingLine names={room?.typing ?? []} />
      <Composer roomName={roomName} describedBy={headingId} onSent={onSent} />
      <Announcer arrivals={arrivals} />
    </>
  )
}
