import type { Visitor } from './visitor.ts'

/**
 * Puts a message into the outbox that the server will refuse, as it is too long, and loads the page anew, which sends it.
 * The composer itself lets none through.
 */
export const sendRefused = async (visitor: Visitor, roomName: string): Promise<void> => {
  await visitor.page.evaluate(
    ([room, text]) => {
      const { user } = JSON.parse(localStorage.getItem('socketlink:session') ?? '{}')
      const entry = {
        clientMessageId: 'refused',
        roomName: room,
        text,
        createdAt: Date.now(),
        state: 'sending',
      }
      localStorage.setItem(`socketlink:outbox:${user.userId}:${room}:refused`, JSON.stringify(entry))
    },
    [roomName, 'much too long '.repeat(75)] as const,
  )
  await visitor.reload()
  await visitor.message('Not sent').waitFor()
}
