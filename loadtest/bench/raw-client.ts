import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { encodeFrame, readFrames } from './frames.ts'

export interface Address {
  host: string
  port: number
  /** The loopback address to come from: each has its own 28,000 ports. */
  from?: string
}

export interface Listener {
  /** An event for this client: `["name",payload]` lies in `bytes` from `from` to `to`, and only until this returns. */
  onEvent(client: RawClient, bytes: Buffer, from: number, to: number): void
  /** The connection is gone, whoever ended it. */
  onClose(client: RawClient): void
}

const code = (character: string): number => character.charCodeAt(0)
const [ping, message, connected, event, ack, refused] = [...'240234'].map(code)
const pong = encodeFrame('3')
/** The opcode of a text message. */
const text = 1

/** Stands for the ack of a call while there is no connection, or whose connection has ended. */
const notConnected = '{"ok":false,"error":{"code":"not_connected"}}'

/** All clients of a process read into it, one after the other: what is in it is used up before the next read. */
const readBuffer = Buffer.allocUnsafe(256 * 1024)

/**
 * A Socket.IO client by hand: a TCP socket, a WebSocket handshake, packets told apart by their first bytes and events
 * left unparsed. It costs a fraction of a real client, so that one core can take what several nodes write.
 */
export class RawClient {
  /** Whatever the generator keeps for it. */
  readonly index: number
  readonly #listener: Listener
  readonly #acks = new Map<number, (json: string) => void>()
  readonly #ready = Promise.withResolvers<void>()
  #socket: Socket | undefined
  #token = ''
  #upgraded = false
  #connected = false
  #rest: Buffer | undefined
  #lastAck = 0

  constructor(index: number, listener: Listener) {
    this.index = index
    this.#listener = listener
  }

  /** Connects as the holder of a token. Rejects when it is refused or the connection ends before. */
  open({ host, port, from }: Address, token: string): Promise<void> {
    this.#token = token
    const onread = { buffer: readBuffer, callback: (length: number) => this.#onRead(length) }
    const socket = connect({
      host,
      port,
      noDelay: true,
      onread,
      ...(from === undefined ? {} : { localAddress: from }),
    })
    this.#socket = socket
    socket.on('error', error => this.#ready.reject(error))
    socket.on('close', () => {
      this.#ready.reject(new Error('the connection ended before it was open'))
      this.#connected = false
      for (const resolve of this.#acks.values()) resolve(notConnected)
      this.#acks.clear()
      this.#listener.onClose(this)
    })
    socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: Upgrade\r\n` +
        `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    )
    return this.#ready.promise
  }

  /** Makes a call; resolves with the ack as JSON text. */
  call(name: string, input: object): Promise<string> {
    if (!this.#connected) return Promise.resolve(notConnected)
    const id = this.#lastAck++
    const answer = Promise.withResolvers<string>()
    this.#acks.set(id, answer.resolve)
    this.#send(`42${id}${JSON.stringify([name, input])}`)
    return answer.promise
  }

  close(): void {
    this.#socket?.destroy()
  }

  #send(packet: string): void {
    this.#socket?.write(encodeFrame(packet))
  }

  #onRead(length: number): boolean {
    let bytes = readBuffer
    let end = length
    if (this.#rest) {
      bytes = Buffer.concat([this.#rest, readBuffer.subarray(0, length)])
      end = bytes.length
      this.#rest = undefined
    }
    let used = this.#upgraded ? 0 : this.#onHandshake(bytes, end)
    if (this.#upgraded) {
      const start = used
      used += readFrames(bytes.subarray(start), end - start, (opcode, from, to) => {
        if (opcode === text) this.#onMessage(bytes, start + from, start + to)
      })
    }
    if (used < end) this.#rest = Buffer.from(bytes.subarray(used, end))
    return true
  }

  /** Takes the answer to the handshake once it is whole, and returns how much of it is used up. */
  #onHandshake(bytes: Buffer, end: number): number {
    const head = bytes.toString('latin1', 0, end)
    const length = head.indexOf('\r\n\r\n') + 4
    if (!head.startsWith('HTTP/1.1 101')) {
      this.#ready.reject(new Error(`the handshake was answered: ${head.split('\r\n', 1)[0]}`))
      this.close()
      return end
    }
    if (length < 4) return 0
    this.#upgraded = true
    return length
  }

  #onMessage(bytes: Buffer, from: number, to: number): void {
    const type = bytes[from]
    if (type === ping) {
      this.#socket?.write(pong)
    } else if (type !== message) {
      if (type === code('0')) this.#send(`40${JSON.stringify({ token: this.#token })}`)
    } else if (bytes[from + 1] === event) {
      this.#listener.onEvent(this, bytes, from + 2, to)
    } else if (bytes[from + 1] === ack) {
      this.#onAck(bytes.toString('utf8', from + 2, to))
    } else if (bytes[from + 1] === connected) {
      this.#connected = true
      this.#ready.resolve()
    } else if (bytes[from + 1] === refused) {
      this.#ready.reject(new Error(`refused: ${bytes.toString('utf8', from + 2, to)}`))
      this.close()
    }
  }

  #onAck(packet: string): void {
    const start = packet.indexOf('[')
    const id = Number(packet.slice(0, start))
    this.#acks.get(id)?.(packet.slice(start + 1, -1))
    this.#acks.delete(id)
  }
}
