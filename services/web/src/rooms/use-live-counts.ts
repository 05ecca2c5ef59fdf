import { useEffect } from 'preact/hooks'
import { usePageVisible } from '../attention/visibility.ts'
import { useChat, useChatState } from '../chat.ts'

/** Rooms come and go by themselves; how many people are in each has to be asked for. */
const refreshMs = 10_000

/** Keeps the counts of the rooms fresh while somebody can see them. */
export const useLiveCounts = (): void => {
  const client = useChat()
  const connected = useChatState(state => state.connection.status === 'connected')
  const active = usePageVisible() && connected
  useEffect(() => {
    if (!active) return undefined
    const refresh = (): void => void client.refreshRooms().catch(() => {})
    refresh()
    const timer = setInterval(refresh, refreshMs)
    return () => clearInterval(timer)
  }, [client, active])
}
