import type { ChatClient, RoomState } from '@socketlink/client'

/** Calls `render` with the room whenever anything in it has changed. Returns what ends it. */
export const watchRoom = (
  client: ChatClient,
  render: (room: RoomState | undefined) => void,
): (() => void) => {
  let shown = client.state.room
  render(shown)
  return client.subscribe(() => {
    if (client.state.room === shown) return
    shown = client.state.room
    render(shown)
  })
}
