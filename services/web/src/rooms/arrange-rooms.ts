import type { RoomSummary } from '@socketlink/client'

/**
 * The rooms to list, busiest first and by name among equals. The room we are in is always one of them, whatever the
 * filter, with the count that it tells itself.
 */
export const arrangeRooms = (
  rooms: readonly RoomSummary[],
  filter: string,
  current: string | undefined,
  ownCount: number,
): RoomSummary[] => {
  const wanted = filter.trim().normalize('NFC').toLowerCase()
  const matches = ({ roomName }: RoomSummary): boolean =>
    roomName === current || roomName.toLowerCase().includes(wanted)
  const known = current === undefined || rooms.some(({ roomName }) => roomName === current)
  const all = known ? rooms : [...rooms, { roomName: current, userCount: ownCount }]
  return all
    .filter(matches)
    .map(room => (room.roomName === current && ownCount > 0 ? { ...room, userCount: ownCount } : room))
    .sort((a, b) => b.userCount - a.userCount || a.roomName.localeCompare(b.roomName))
}
