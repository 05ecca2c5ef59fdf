/**
 * A plain WebSocket that speaks Engine.IO by hand, to send what no Socket.IO client would.
 * `2` (ping) is answered with `3`; every other frame is kept as text.
 */
export class RawSocket {
  readonly frames: string[] = []
  readonly #socket: WebSocket
  readonly #closed = Promise.withResolvers<number>()
  readonly #waiting = new Set<() => void>()

  constructor(url: string, query = 'EIO=4&transport=websocket') {
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?${query}`)
    this.#socket.addEventListener('message', ({ data }) => this.#receive(String(data)))
    this.#socket.addEventListener('close', ({ code }) => this.#closed.resolve(code))
    this.#socket.addEventListener('error', () => {})
  }

  /** The WebSocket close code, once it is closed. */
  get closed(): Promise<number> {
    return this.#closed.promise
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  send(frame: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(frame)
  }

  close(): void {
    this.#socket.close()
  }

  /** The first frame that begins like this, also one that came earlier. */
  async frame(start: string): Promise<string> {
    const found = Promise.withResolvers<string>()
    const look = (): void => {
      const frame = this.frames.find(candidate => candidate.startsWith(start))
      if (frame !== undefined) found.resolve(frame)
    }
    this.#waiting.add(look)
    look()
    const timer = setTimeout(
      () =>
        found.reject(
          new Error(`no frame ${start}; came: ${this.frames.slice(-5).join(' | ').slice(0, 500)}`),
        ),
      10_000,
    )
    this.closed.then(code => found.reject(new Error(`closed with ${code} before a frame ${start}`)))
    return found.promise.finally(() => {
      clearTimeout(timer)
      this.#waiting.delete(look)
    })
  }

  /** Opens the default namespace with a token; resolves when the server has accepted it. */
  async enter(token: string): Promise<this> {
    await this.frame('0{')
    this.send(`40${JSON.stringify({ token })}`)
    await this.frame('40{')
    return this
  }

  /**
   * Resolves when the server has worked through everything sent so far. A second CONNECT, or an event outside a
   * namespace, makes it close the connection, and it takes frames in their order.
   */
  async settle(): Promise<void> {
    if (this.isOpen) {
      this.send('40')
      this.send('42["outside"]')
    }
    await this.closed
  }

  #receive(frame: string): void {
    if (frame === '2') {
      this.send('3')
      return
    }
    this.frames.push(frame)
    for (const look of [...this.#waiting]) look()
  }
}
