import type { RoomState } from '@socketlink/client'
import { useEffect, useState } from 'preact/hooks'
import { useChat } from '../chat.ts'

interface OlderMessagesProps {
  room: RoomState
  /** The user has come near the top. */
  wanted: boolean
}

/** The top of the list: fetches what is older when it comes into reach, or says that there is nothing. */
export const OlderMessages = ({ room, wanted }: OlderMessagesProps) => {
  const client = useChat()
  const [failed, setFailed] = useState(false)
  const { hasOlder, joined, epoch } = room
  const active = wanted && hasOlder && joined && !failed
  const oldest = room.messages[0]?.key

  // Once for each page, as long as the top stays in reach.
  useEffect(() => {
    if (active && oldest !== undefined) client.loadOlder().catch(() => setFailed(true))
  }, [client, active, oldest])

  if (epoch === undefined) return <p class="messages-top">What was said before comes with the connection.</p>
  if (!hasOlder) return <p class="messages-top">This is where the room begins.</p>
  if (!failed) return <p class="messages-top">Loading older messages…</p>
  return (
    <p class="messages-top">
      <button type="button" class="link-button" onClick={() => setFailed(false)}>
        Load older messages
      </button>
    </p>
  )
}
