import { useEffect, useState } from 'preact/hooks'
import { isRoomName } from './rooms/room-name.ts'

/** Where the page is, as its address says: everything after `#`. */
export type Route =
  | { readonly screen: 'home' }
  | { readonly screen: 'room'; readonly roomName: string }
  /** A link to a room that cannot exist. */
  | { readonly screen: 'invalid'; readonly wanted: string }

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Reads the part of an address behind `#`; what is no room's is the start screen. */
export const parseRoute = (hash: string): Route => {
  const wanted = /^#\/room\/(.+)$/s.exec(hash)?.[1]
  if (wanted === undefined) return { screen: 'home' }
  const roomName = decode(wanted)?.normalize('NFC')
  if (roomName === undefined || !isRoomName(roomName))
    return { screen: 'invalid', wanted: roomName ?? wanted }
  return { screen: 'room', roomName }
}

export const homeHref = '#/'
export const roomHref = (roomName: string): string => `#/room/${encodeURIComponent(roomName)}`

export const goTo = (href: string): void => {
  window.location.hash = href
}

/** The route of now; the component is drawn again when it changes. */
export const useRoute = (): Route => {
  const [hash, setHash] = useState(window.location.hash)
  useEffect(() => {
    const read = (): void => setHash(window.location.hash)
    window.addEventListener('hashchange', read)
    return () => window.removeEventListener('hashchange', read)
  }, [])
  return parseRoute(hash)
}
