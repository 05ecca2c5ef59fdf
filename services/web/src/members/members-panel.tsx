import './members-panel.css'
import type { RoomState } from '@socketlink/client'
import { useId } from 'preact/hooks'
import { Avatar } from '../avatar.tsx'
import { useChatState } from '../chat.ts'

interface MembersPanelProps {
  users: RoomState['users']
  /** Exact; more than there are names in big rooms. */
  userCount: number
}

/** Who is in the room, oneself first. */
export const MembersPanel = ({ users, userCount }: MembersPanelProps) => {
  const self = useChatState(state => state.user?.username)
  const id = useId()
  const others = users.filter(name => name !== self)
  const names = self !== undefined && others.length < users.length ? [self, ...others] : others
  const unnamed = userCount - users.length
  return (
    <section class="members">
      <p class="members-count" id={id}>
        {userCount} {userCount === 1 ? 'person' : 'people'} here
      </p>
      <ul class="members-list" aria-labelledby={id}>
        {names.map(name => (
          <li key={name} class="members-one">
            <Avatar name={name} />
            <bdi class="members-name">{name}</bdi>
            {name === self && <span class="members-self">you</span>}
          </li>
        ))}
      </ul>
      {unnamed > 0 && <p class="members-more">and {unnamed} more</p>}
    </section>
  )
}
