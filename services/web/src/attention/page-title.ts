import { useEffect } from 'preact/hooks'

const appName = 'SocketLink'
const icons = { usual: '/favicon.svg', unread: '/favicon-unread.svg' }

/** What the tab is called: where one is, and how many messages wait. */
export const pageTitle = (place: string | undefined, unread: number): string => {
  const name = place === undefined ? appName : `${place} – ${appName}`
  return unread === 0 ? name : `(${unread > 99 ? '99+' : unread}) ${name}`
}

/** Names the tab, and marks its icon while something unread waits. */
export const usePageTitle = (place: string | undefined, unread = 0): void => {
  useEffect(() => {
    document.title = pageTitle(place, unread)
    const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]')
    const href = unread === 0 ? icons.usual : icons.unread
    if (icon !== null && icon.getAttribute('href') !== href) icon.setAttribute('href', href)
  }, [place, unread])
}
