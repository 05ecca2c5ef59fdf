import type { Link, Transport } from './link.ts'
import { openLink } from './open-link.ts'
import { decode, disconnectPacket, encodeCall, encodeConnect, engine, type Handshake } from './packet.ts'
import type { Platform } from './platform.ts'

export interface ClientOptions {
  platform: Platform
  /** Of the cluster, without a slash at the end. */
  url: string
  transport: Transport
  /** Goes with the connect packet; a token belongs here and never into the URL. */
  auth: object
  onEvent(name: string, payload: unknown): void
  /** Once, after a successful `connect`: the server, the network or `close` has ended it. */
  onDisconnect(reason: string): void
}

/** The server refused the connection, with the data of its `connect_error`. */
export class RefusedError extends Error {
  override name = 'RefusedError'
  readonly data: unknown

  constructor(message: string, data: unknown) {
    super(message)
    this.data = data
  }
}

/** The connection ended before the answer came. */
export class DisconnectedError extends Error {
  override name = 'DisconnectedError'
}

interface Waiting {
  resolve(answer: unknown): void
  reject(error: Error): void
}

/**
 * One Socket.IO connection in the default namespace, for one life: it does not reconnect by itself. It knows nothing of
 * chat and nothing of k6.
 */
export class SocketIoClient {
  readonly #options: ClientOptions
  readonly #link: Link
  readonly #waiting = new Map<number, Waiting>()
  readonly #opening: Promise<void>
  #settle: Waiting | undefined
  #nextId = 0
  #silenceMs = 0
  #silent: ReturnType<typeof setTimeout> | undefined
  #state: 'opening' | 'open' | 'closed' = 'opening'

  private constructor(options: ClientOptions) {
    this.#options = options
    this.#opening = new Promise((resolve, reject) => {
      this.#settle = { resolve: () => resolve(), reject }
    })
    this.#link = openLink(options.platform, options.url, options.transport, {
      onPacket: packet => this.#receive(packet),
      onClose: reason => this.#end(reason),
    })
  }

  /** Connects. Rejects with a RefusedError when the server says no, and with a DisconnectedError when the link ends. */
  static async connect(options: ClientOptions): Promise<SocketIoClient> {
    const client = new SocketIoClient(options)
    await client.#opening
    return client
  }

  get connected(): boolean {
    return this.#state === 'open'
  }

  /** Makes a call and returns its ack. Rejects with a DisconnectedError when the connection ends before. */
  call(name: string, input: unknown): Promise<unknown> {
    if (this.#state !== 'open') return Promise.reject(new DisconnectedError('the connection has ended'))
    const id = this.#nextId++
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
    this.#link.send(encodeCall(name, input, id))
    return answer
  }

  /** Says goodbye and ends the connection. */
  close(): void {
    if (this.#state === 'open') this.#link.send(disconnectPacket)
    this.cut()
  }

  /** Ends the connection without a goodbye, as a lost network does. */
  cut(): void {
    this.#link.close()
    this.#end('client')
  }

  #receive(packet: string): void {
    const body = packet.slice(1)
    switch (packet.charAt(0)) {
      case engine.open: {
        const { pingInterval, pingTimeout } = JSON.parse(body) as Handshake
        this.#silenceMs = pingInterval + pingTimeout
        this.#heard()
        this.#link.send(encodeConnect(this.#options.auth))
        break
      }
      case engine.ping:
        this.#heard()
        this.#link.send(engine.pong)
        break
      case engine.message:
        this.#understand(body)
        break
      case engine.close:
        this.cut()
    }
  }

  #understand(message: string): void {
    const packet = decode(message)
    switch (packet?.type) {
      case 'event':
        this.#options.onEvent(packet.name, packet.payload)
        break
      case 'ack':
        this.#waiting.get(packet.id)?.resolve(packet.answer)
        this.#waiting.delete(packet.id)
        break
      case 'connect':
        this.#state = 'open'
        this.#settle?.resolve(undefined)
        break
      case 'refuse':
        this.#settle?.reject(new RefusedError(packet.message, packet.data))
        this.cut()
        break
      case 'disconnect':
        this.#link.close()
        this.#end('io server disconnect')
    }
  }

  /** The server pings, whatever else it sends; a ping that is later than it promised means that the link is dead. */
  #heard(): void {
    clearTimeout(this.#silent)
    if (this.#silenceMs === 0 || this.#state === 'closed') return
    this.#silent = setTimeout(() => {
      this.#link.close()
      this.#end('ping timeout')
    }, this.#silenceMs)
  }

  #end(reason: string): void {
    if (this.#state === 'closed') return
    const wasOpen = this.#state === 'open'
    this.#state = 'closed'
    clearTimeout(this.#silent)
    const error = new DisconnectedError(`the connection has ended: ${reason}`)
    this.#settle?.reject(error)
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
    if (wasOpen) this.#options.onDisconnect(reason)
  }
}
