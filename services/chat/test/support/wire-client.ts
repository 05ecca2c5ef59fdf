import type { Socket } from 'node:net'
import { encodeFrame } from '../../../../loadtest/bench/frames.ts'
import { readServerFrames } from './read-server-frames.ts'
import { requestUpgrade } from './upgrade.ts'

/** A Socket.IO client by hand that sees every byte of its WebSocket, and keeps each message with its order. */
export class WireClient {
  /** The text of each message, pings left out. */
  readonly messages: string[] = []
  readonly #socket: Socket
  readonly #waiting = new Set<() => void>()
  #rest: Buffer = Buffer.alloc(0)
  #lastCall = 0

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', chunk => this.#onData(chunk as Buffer))
    socket.on('error', () => {})
  }

  static async connect(url: string, token: string): Promise<WireClient> {
    const { socket, status } = await requestUpgrade(url)
    if (socket === undefined) throw new Error(`the upgrade was answered ${status}`)
    const client = new WireClient(socket as Socket)
    client.#send(`40${JSON.stringify({ token })}`)
    await client.message('40{')
    return client
  }

  /** Its own port: the node's remote one. */
  get port(): number {
    return this.#socket.localPort ?? 0
  }

  /** The texts of the chat messages that came, in their order. */
  get texts(): string[] {
    const start = '42["new_message",'
    return this.messages
      .filter(message => message.startsWith(start))
      .map(message => (JSON.parse(message.slice(start.length, -1)) as { text: string }).text)
  }

  /** Makes a call; resolves with where its ack stands in `messages`. */
  async call(name: string, input: object): Promise<number> {
    const id = this.#lastCall++
    this.#send(`42${id}${JSON.stringify([name, input])}`)
    return await this.message(`43${id}[`)
  }

  /** Where the first message stands that begins like this, also one that came earlier; rejects in 10 s. */
  message(start: string): Promise<number> {
    return this.#find(start, message => message.startsWith(start))
  }

  /** The same for a chat message. */
  chatMessage(text: string): Promise<number> {
    const [quoted, start] = [JSON.stringify(text), '42["new_message",']
    return this.#find(quoted, message => message.startsWith(start) && message.includes(`"text":${quoted}`))
  }

  stopReading(): void {
    this.#socket.pause()
  }

  readOn(): void {
    this.#socket.resume()
  }

  close(): void {
    this.#socket.destroy()
  }

  async #find(what: string, matches: (message: string) => boolean): Promise<number> {
    const found = Promise.withResolvers<number>()
    const look = (): void => {
      const at = this.messages.findIndex(matches)
      if (at !== -1) found.resolve(at)
    }
    this.#waiting.add(look)
    look()
    const late = () => found.reject(new Error(`no ${what.slice(0, 60)}; ${this.messages.length} others came`))
    const timer = setTimeout(late, 10_000)
    return await found.promise.finally(() => {
      clearTimeout(timer)
      this.#waiting.delete(look)
    })
  }

  #send(message: string): void {
    this.#socket.write(encodeFrame(message))
  }

  #onData(chunk: Buffer): void {
    const { messages, rest } = readServerFrames(Buffer.concat([this.#rest, chunk]))
    this.#rest = rest
    for (const message of messages) {
      if (message === '2') this.#send('3')
      else this.messages.push(message)
    }
    for (const look of [...this.#waiting]) look()
  }
}
