import type { ChatMessage } from '@socketlink/client'

/** Browsers have notifications on pages with TLS, and on this machine, only. */
export const canNotify = (): boolean => 'Notification' in window

export const notifyPermission = (): NotificationPermission =>
  canNotify() ? Notification.permission : 'denied'

/** Asks the user; browsers want that on a click only. */
export const askToNotify = async (): Promise<NotificationPermission> =>
  canNotify() ? Notification.requestPermission() : 'denied'

/** Tells of the last of some messages outside of the page, instead of what was told of this room before. */
export const notify = (messages: readonly ChatMessage[]): void => {
  const last = messages.at(-1)
  if (last === undefined || notifyPermission() !== 'granted') return
  const more = messages.length > 1 ? ` (and ${messages.length - 1} more)` : ''
  try {
    const notification = new Notification(`${last.sender} in ${last.roomName}${more}`, {
      body: last.text,
      tag: `room:${last.roomName}`,
      icon: '/favicon.svg',
    })
    notification.onclick = () => {
      window.focus()
      notification.close()
    }
  } catch {
    // Phones have them from service workers only.
  }
}
