import './rooms-panel.css'
import { useState } from 'preact/hooks'
import { useChatState } from '../chat.ts'
import { type Route, roomHref } from '../route.ts'
import { arrangeRooms } from './arrange-rooms.ts'
import { NewRoomForm } from './new-room-form.tsx'
import { useLiveCounts } from './use-live-counts.ts'

/** The rooms there are, how many people are in each, and the way to one more. */
export const RoomsPanel = ({ route }: { route: Route }) => {
  useLiveCounts()
  const rooms = useChatState(state => state.rooms)
  const [filter, setFilter] = useState('')
  const roomName = route.screen === 'room' ? route.roomName : undefined
  const ownCount = useChatState(({ room }) => (room?.joined && room.name === roomName ? room.userCount : 0))
  const shown = arrangeRooms(rooms, filter, roomName, ownCount)
  return (
    <nav class="rooms" aria-label="Rooms">
      <input
        class="input rooms-filter"
        type="search"
        aria-label="Filter rooms"
        placeholder="Filter rooms"
        value={filter}
        onInput={event => setFilter(event.currentTarget.value)}
      />
      {shown.length > 0 ? (
        <ul class="rooms-list">
          {shown.map(room => (
            <li key={room.roomName}>
              <a
                class="rooms-link"
                href={roomHref(room.roomName)}
                aria-current={room.roomName === roomName ? 'page' : undefined}
              >
                <bdi class="rooms-name">{room.roomName}</bdi>
                <span class="rooms-count">
                  {room.userCount}
                  <span class="visually-hidden"> people</span>
                </span>
              </a>
            </li>
          ))}
        </ul>
      ) : (
        <p class="rooms-none">{filter === '' ? 'No rooms yet. Make the first one.' : 'No room matches.'}</p>
      )}
      <NewRoomForm />
    </nav>
  )
}
