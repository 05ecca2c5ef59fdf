import type { SocketIoClient } from '../socketio/client.ts'

interface Answer {
  ok: boolean
  error?: { code: string }
}

/** Makes every call of the protocol once, in a room of its own. Returns what was not as it should be. */
export const tourCalls = async (client: SocketIoClient, roomName: string): Promise<string[]> => {
  const faults: string[] = []
  const expect = async (name: string, input: object, code?: string): Promise<void> => {
    const { ok, error } = (await client.call(name, input)) as Answer
    if (ok !== (code === undefined) || error?.code !== code) faults.push(`${name}: ${error?.code ?? 'ok'}`)
  }
  await expect('send_message', { text: 'too early' }, 'not_in_room')
  await expect('create_room', { roomName })
  await expect('create_room', { roomName }, 'room_exists')
  await expect('join_room', { roomName })
  await expect('typing', {})
  await expect('stop_typing', {})
  await expect('send_message', { text: ' ' }, 'empty_message')
  await expect('send_message', { text: 'hello', clientMessageId: 'tour' })
  await expect('leave_room', {})
  return faults
}
