import type { ChatMessage } from '@socketlink/client'
import { useLayoutEffect } from 'preact/hooks'
import { useMemory } from '../memory-context.ts'
import { notify } from './notifications.ts'
import { isPageVisible } from './visibility.ts'

/** Tells of new messages outside of the page, while it is in the background and the user wants that. */
export const useNotifications = (arrivals: readonly ChatMessage[]): void => {
  const memory = useMemory()
  // As they are drawn: an effect that comes later would tell of what was seen before the page went to the background.
  useLayoutEffect(() => {
    if (!isPageVisible() && memory.readNotify()) notify(arrivals)
  }, [memory, arrivals])
}
