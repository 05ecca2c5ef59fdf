import { limits } from '@socketlink/contract'
import { UnreachableError } from '@socketlink/store'
import type { Call } from '../call.ts'

const tell =
  <Name extends 'typing' | 'stop_typing'>(event: 'user_typing' | 'user_stop_typing'): Call<Name> =>
  ({ store, rooms }, session) =>
    session.inRoom(async ({ roomName, username }) => {
      if (!session.typing.take()) return {}
      const socketId = session.socket.id
      try {
        await store.presence.tellTyping(event, { username, roomName, socketId })
      } catch (error) {
        if (!(error instanceof UnreachableError)) throw error
        const { userCount = 0 } = rooms.presenceIn(store.addressOf(roomName).socketRoom) ?? {}
        if (userCount <= limits.bigRoom) store.tellHere(roomName, event, { username }, [socketId])
      }
      return {}
    })

/** `typing`: tells the others in the room that the user types; while Redis is away, those on this node. */
export const startTyping = tell<'typing'>('user_typing')

/** `stop_typing`: tells them that the user has stopped. */
export const stopTyping = tell<'stop_typing'>('user_stop_typing')
