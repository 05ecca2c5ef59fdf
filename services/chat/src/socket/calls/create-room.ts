import type { Call } from '../call.ts'

/** `create_room`: puts an empty room into the directory; everyone hears of it. */
export const createRoom: Call<'create_room'> = async (
  { store, events },
  { caller, unlimited },
  { roomName },
) => {
  if (!unlimited) await store.limits.takeRoomCreation(caller.userId)
  await store.rooms.create(roomName)
  events.emit('room_created', { roomName, createdBy: caller.username })
  return { roomName }
}
