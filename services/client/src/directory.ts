import type { RoomSummary, ServerEvents } from '@socketlink/contract'
import type { Socket } from 'socket.io-client'
import type { RequestApi } from './http.ts'

/** Some of the rooms. */
export interface RoomsPage {
  /** Busiest first. */
  rooms: RoomSummary[]
  /** For the next call; null on the last page. */
  nextCursor: string | null
}

/** Some of the users. */
export interface UsersPage {
  /** By name. */
  users: { username: string; online: boolean }[]
  /** For the next call; null on the last page. */
  nextCursor: string | null
}

/** Which part of a listing to fetch. */
export interface PageQuery {
  /** The `nextCursor` of the page before; left out, the listing begins. */
  cursor?: string
  /** How many at most, up to 200. */
  limit?: number
}

export interface Directory {
  readonly rooms: readonly RoomSummary[]
  listRooms(page?: PageQuery): Promise<RoomsPage>
  listUsers(page?: PageQuery): Promise<UsersPage>
  /** Fetches the busiest 200 rooms with their counts into `rooms`. */
  refresh(): Promise<void>
  /** What the room we are in says of itself. */
  count(roomName: string, userCount: number): void
  listen(socket: Socket<ServerEvents>): void
  clear(): void
}

/** The rooms there are. They come on connect; who is in them is news only for the room we are in, and on `refresh`. */
export const createDirectory = (http: RequestApi, changed: () => void): Directory => {
  let rooms: readonly RoomSummary[] = []
  const become = (next: readonly RoomSummary[]): void => {
    rooms = next
    changed()
  }
  const add = (roomName: string, userCount: number): void => {
    const known = rooms.find(room => room.roomName === roomName)
    if (known === undefined) become([...rooms, { roomName, userCount }])
    else if (known.userCount !== userCount)
      become(rooms.map(room => (room === known ? { roomName, userCount } : room)))
  }
  const listRooms = (page: PageQuery = {}): Promise<RoomsPage> => http('/api/rooms', { query: { ...page } })
  return {
    get rooms() {
      return rooms
    },
    listRooms,
    listUsers: (page = {}) => http('/api/auth/users', { query: { ...page } }),
    refresh: async () => become((await listRooms({ limit: 200 })).rooms),
    count: add,
    listen: socket => {
      socket.on('rooms_list', become)
      socket.on('room_created', ({ roomName }) => {
        if (!rooms.some(room => room.roomName === roomName)) add(roomName, 0)
      })
      socket.on('room_deleted', ({ roomName }) => become(rooms.filter(room => room.roomName !== roomName)))
    },
    clear: () => become([]),
  }
}
