import type { RoomState } from '@socketlink/client'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { useChatState } from '../chat.ts'
import { useMemory } from '../memory-context.ts'
import { type Following, follow, notFollowing } from './following.ts'
import { dropDivider } from './reading.ts'

/** Follows a room: what was read, who came and went, what is new; and remembers how far it was read. */
export const useFollowing = (
  room: RoomState | undefined,
  attentive: boolean,
): Following & { answered: () => void } => {
  const memory = useMemory()
  const self = useChatState(state => state.user?.username) ?? ''
  const before = useRef<RoomState | undefined>(undefined)
  const [following, setFollowing] = useState(notFollowing)

  useLayoutEffect(() => {
    const last = before.current
    before.current = room
    if (room === undefined) return
    const seenBefore = last?.epoch === undefined ? memory.readSeen(room.name) : undefined
    setFollowing(current => follow(current, last, room, { self, attentive, seenBefore }))
  }, [memory, room, self, attentive])

  const { seen } = following.reading
  const roomName = room?.name
  useEffect(() => {
    if (roomName !== undefined && seen !== undefined) memory.writeSeen(roomName, seen)
  }, [memory, roomName, seen])

  const answered = useCallback(
    () => setFollowing(current => ({ ...current, reading: dropDivider(current.reading) })),
    [],
  )
  return { ...following, answered }
}
