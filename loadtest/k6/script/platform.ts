import http from 'k6/http'
import { WebSocket } from 'k6/websockets'
import type { Platform, WebSocketLike } from '../socketio/platform.ts'

const headers = { 'content-type': 'text/plain;charset=UTF-8' }
/** Above what the server waits before it answers a poll. */
const timeout = '120s'

/** The codec's platform in k6. */
export const k6Platform: Platform = {
  openWebSocket: url => new WebSocket(url) as unknown as WebSocketLike,
  request: async (method, url, body) => {
    const {
      status,
      body: text,
      error,
    } = await http.asyncRequest(method, url, body ?? null, { headers, timeout })
    if (status === 0) throw new Error(error)
    return { status, body: String(text) }
  },
}
