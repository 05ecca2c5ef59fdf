import { nodePlatform } from '../../k6/socketio/node-platform.ts'
import type { Platform, WebSocketLike } from '../../k6/socketio/platform.ts'

/** What becomes of a frame: the frames that reach the client instead. */
export type Fault = (frame: string) => string[]

/** A platform whose WebSockets do something to the frames that come in. */
export const faultyPlatform = (fault: Fault): Platform => ({
  ...nodePlatform,
  openWebSocket: url => {
    const socket = nodePlatform.openWebSocket(url)
    const addEventListener = (name: string, listener: (event: { data: unknown }) => void): void => {
      if (name !== 'message') socket.addEventListener(name as 'close', listener as () => void)
      else {
        socket.addEventListener('message', ({ data }) => {
          for (const frame of fault(String(data))) listener({ data: frame })
        })
      }
    }
    return {
      addEventListener: addEventListener as WebSocketLike['addEventListener'],
      send: data => socket.send(data),
      close: () => socket.close(),
    }
  },
})
