import { useState } from 'preact/hooks'
import { Icon } from '../icon.tsx'
import { useMemory } from '../memory-context.ts'
import { askToNotify, canNotify, notifyPermission } from './notifications.ts'

/** Turns notifications on, asking for the permission at that moment, and off again. */
export const NotifyButton = () => {
  const memory = useMemory()
  const [wanted, setWanted] = useState(() => memory.readNotify())
  const [permission, setPermission] = useState(notifyPermission)
  if (!canNotify()) return null
  const on = wanted && permission === 'granted'

  const toggle = async (): Promise<void> => {
    const answer = on ? permission : await askToNotify()
    setPermission(answer)
    setWanted(!on && answer === 'granted')
    memory.writeNotify(!on && answer === 'granted')
  }
  const note = permission === 'denied' ? 'This browser blocks notifications of this page.' : undefined
  return (
    <button type="button" class="button small quiet" aria-pressed={on} title={note} onClick={toggle}>
      <Icon name="bell" />
      Notify me
    </button>
  )
}
