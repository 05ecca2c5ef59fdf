import type { RoomState } from '@socketlink/client'
import { useEffect, useLayoutEffect, useState } from 'preact/hooks'
import { useChat, useChatState } from '../chat.ts'

export interface EnteredRoom {
  /** The room as far as it is known; undefined until the client has begun to enter it. */
  readonly room: RoomState | undefined
  /** Why the server will never let us in. */
  readonly refused: unknown
}

/** Enters a room for as long as the component stands. */
export const useRoom = (roomName: string): EnteredRoom => {
  const client = useChat()
  const room = useChatState(state => (state.room?.name === roomName ? state.room : undefined))
  const [refused, setRefused] = useState<unknown>()
  useLayoutEffect(() => {
    let stays = true
    setRefused(undefined)
    client.joinRoom(roomName).catch((failure: unknown) => {
      if (stays) setRefused(failure)
    })
    return () => {
      stays = false
    }
  }, [client, roomName])
  // Not when another room follows: entering that one leaves this.
  useEffect(
    () => () => {
      if (client.state.room?.name === roomName) void client.leaveRoom()
    },
    [client, roomName],
  )
  return { room, refused }
}
