import { connect, type Socket } from 'node:net'

const statusLine = /^HTTP\/1\.1 (\d{3})/
const contentLength = /\r\ncontent-length: (\d+)\r\n/i

/** The status of an answer once it is whole: a character is a byte. */
const readStatus = (answer: string): number | undefined => {
  const headEnd = answer.indexOf('\r\n\r\n') + 4
  const head = answer.slice(0, headEnd)
  const length = Number(contentLength.exec(head)?.[1])
  return answer.length >= headEnd + length ? Number(statusLine.exec(head)?.[1]) : undefined
}

/**
 * Posts the same JSON again and again, on connections that it keeps. It takes much less of a core than `fetch`, which would
 * be felt by nodes that share the machine.
 */
export class RawPoster {
  readonly #url: URL
  readonly #request: string
  readonly #idle = new Set<Socket>()

  constructor(url: string, input: object) {
    this.#url = new URL(url)
    const body = JSON.stringify(input)
    this.#request =
      `POST ${this.#url.pathname} HTTP/1.1\r\nHost: ${this.#url.host}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  }

  /** Resolves with the status of the answer. Rejects when the connection ends before. */
  async post(): Promise<number> {
    const [socket = this.#connect()] = this.#idle
    this.#idle.delete(socket)
    const answered = Promise.withResolvers<number>()
    let answer = ''
    const read = (text: string): void => {
      answer += text
      const status = readStatus(answer)
      if (status !== undefined) answered.resolve(status)
    }
    const fail = (): void => answered.reject(new Error('the connection ended before the answer'))
    socket.on('data', read)
    socket.on('close', fail)
    socket.write(this.#request)
    try {
      const status = await answered.promise
      this.#idle.add(socket)
      return status
    } finally {
      socket.off('data', read)
      socket.off('close', fail)
    }
  }

  /** Ends its connections, once all posts are answered. */
  close(): void {
    for (const socket of this.#idle) socket.destroy()
  }

  #connect(): Socket {
    const socket = connect({ host: this.#url.hostname, port: Number(this.#url.port), noDelay: true })
    socket.setEncoding('latin1')
    socket.on('error', () => {})
    socket.on('close', () => this.#idle.delete(socket))
    return socket
  }
}
