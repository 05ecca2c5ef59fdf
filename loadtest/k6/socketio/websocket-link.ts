import type { Link, LinkEvents } from './link.ts'
import type { Platform } from './platform.ts'

/** A WebSocket: one packet in each frame. */
export const openWebSocketLink = (
  platform: Platform,
  address: string,
  { onPacket, onClose }: LinkEvents,
): Link => {
  const socket = platform.openWebSocket(address)
  let open = true
  const end = (reason: string): void => {
    if (!open) return
    open = false
    onClose(reason)
  }
  socket.addEventListener('message', ({ data }) => {
    if (open) onPacket(String(data))
  })
  socket.addEventListener('close', () => end('transport close'))
  socket.addEventListener('error', () => end('transport error'))
  return {
    send: packet => {
      if (open) socket.send(packet)
    },
    close: () => {
      if (open) socket.close()
    },
  }
}
