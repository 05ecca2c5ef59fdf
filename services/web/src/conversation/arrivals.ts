import type { ChatMessage } from '@socketlink/client'

/**
 * The messages of others that have come at the end, between two states of one room. Older pages, filled holes and a
 * provisional message that was kept in the end are none.
 */
export const findArrivals = (
  before: readonly ChatMessage[],
  after: readonly ChatMessage[],
): readonly ChatMessage[] => {
  const lastSent = before.findLastIndex(message => message.state === 'sent')
  const anchor = before[lastSent]?.key
  const known = new Set(before.slice(lastSent + 1).map(message => message.key))
  const start = anchor === undefined ? -1 : after.findLastIndex(message => message.key === anchor)
  if (anchor !== undefined && start === -1) return []
  return after.slice(start + 1).filter(message => !message.mine && !known.has(message.key))
}
