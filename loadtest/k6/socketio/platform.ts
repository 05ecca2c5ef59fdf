/** What the codec needs of whatever runs it. Timers and promises are everywhere; sockets and HTTP are not. */
export interface Platform {
  /** Begins to open a WebSocket, as a browser does. */
  openWebSocket(url: string): WebSocketLike
  /** One HTTP request, with `text/plain` when it has a body. Rejects when there is no answer. */
  request(method: 'GET' | 'POST', url: string, body?: string): Promise<{ status: number; body: string }>
}

/** The part of a browser's WebSocket that is used here; k6's and Node's have it, too. */
export interface WebSocketLike {
  addEventListener(name: 'open' | 'close' | 'error', listener: () => void): void
  addEventListener(name: 'message', listener: (event: { data: unknown }) => void): void
  send(data: string): void
  close(): void
}
