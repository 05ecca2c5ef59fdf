import type { RefObject } from 'preact'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

/** The side panels that small screens show one at a time, above the conversation. */
export type DrawerName = 'rooms' | 'members'

export interface Drawers {
  readonly open: DrawerName | undefined
  show(name: DrawerName): void
  close(): void
}

/** As in workspace.css: from these widths on, a panel has a column of its own. */
const columns = ['(min-width: 44rem)', '(min-width: 68rem)']

/** Which drawer is open. Another place, Escape and a wider window close it. */
export const useDrawers = (place: string): Drawers => {
  const [open, setOpen] = useState<DrawerName>()
  const close = useCallback(() => setOpen(undefined), [])
  useLayoutEffect(close, [place])
  useEffect(() => {
    if (open === undefined) return undefined
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') close()
    }
    const queries = columns.map(query => window.matchMedia(query))
    document.addEventListener('keydown', onKey)
    for (const query of queries) query.addEventListener('change', close)
    return () => {
      document.removeEventListener('keydown', onKey)
      for (const query of queries) query.removeEventListener('change', close)
    }
  }, [open, close])
  return { open, show: setOpen, close }
}

/** Moves the focus to a drawer's close button when it opens, and back to where it was when it closes. */
export const useDrawerFocus = (isOpen: boolean): RefObject<HTMLDivElement | null> => {
  const drawer = useRef<HTMLDivElement>(null)
  // Before the browser draws: by then what is inert has lost the focus.
  useLayoutEffect(() => {
    if (!isOpen) return undefined
    const before = document.activeElement
    drawer.current?.querySelector<HTMLElement>('.drawer-close')?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [isOpen])
  return drawer
}
