import { useEffect, useState } from 'preact/hooks'

export const isPageVisible = (): boolean => document.visibilityState !== 'hidden'

/** Whether the tab is in front; the component is drawn again when that changes. */
export const usePageVisible = (): boolean => {
  const [visible, setVisible] = useState(isPageVisible)
  useEffect(() => {
    const read = (): void => setVisible(isPageVisible())
    read()
    document.addEventListener('visibilitychange', read)
    return () => document.removeEventListener('visibilitychange', read)
  }, [])
  return visible
}
