import type { Call } from '../call.ts'

const tell =
  <Name extends 'typing' | 'stop_typing'>(event: 'user_typing' | 'user_stop_typing'): Call<Name> =>
  async ({ store }, session) => {
    const { roomName } = await session.currentMembership()
    if (!session.typing.take()) return {}
    await store.presence.tellTyping(event, {
      username: session.caller.username,
      roomName,
      socketId: session.socket.id,
    })
    return {}
  }

/** `typing`: tells the others in the room that the user types. */
export const startTyping = tell<'typing'>('user_typing')

/** `stop_typing`: tells them that the user has stopped. */
export const stopTyping = tell<'stop_typing'>('user_stop_typing')
