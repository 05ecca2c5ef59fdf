import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:http'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'

export interface Upgrade {
  /** 101 when the WebSocket is open. */
  status: number
  /** Carries WebSocket frames, and answers none by itself: no pong, no close. */
  socket?: Duplex
  /** What a refusal says. */
  body?: string
}

/** Asks for a WebSocket by hand. */
export const requestUpgrade = async (url: string, headers: Record<string, string> = {}): Promise<Upgrade> => {
  const attempt = request(`${url}/socket.io/?EIO=4&transport=websocket`, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.from('sixteen bytes :)').toString('base64'),
      ...headers,
    },
  }).end()
  const outcome = Promise.race([once(attempt, 'upgrade'), once(attempt, 'response')])
  const [answer, socket] = (await outcome) as [IncomingMessage, Duplex | undefined]
  const { statusCode = 0 } = answer
  if (statusCode === 101 && socket) return { status: statusCode, socket }
  const body = await text(answer)
  attempt.destroy()
  return { status: statusCode, body }
}
