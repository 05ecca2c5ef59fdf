import type { Platform } from './platform.ts'

/** The codec's platform in Node.js, whose WebSocket and fetch are a browser's. */
export const nodePlatform: Platform = {
  openWebSocket: url => new WebSocket(url),
  request: async (method, url, body) => {
    const response = await fetch(url, {
      method,
      ...(body === undefined ? {} : { body, headers: { 'content-type': 'text/plain;charset=UTF-8' } }),
    })
    return { status: response.status, body: await response.text() }
  },
}
