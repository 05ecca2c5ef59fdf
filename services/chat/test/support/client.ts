import type {
  Ack,
  CallError,
  CallName,
  CallResults,
  JoinResult,
  KeptSend,
  Position,
} from '@socketlink/contract'
import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client'
import { io } from 'socket.io-client'
import type { ApiAnswer, ApiRequest } from './http.ts'
import type { EventName, Payload } from './inbox.ts'
import { Inbox } from './inbox.ts'

export type SocketSettings = Partial<ManagerOptions & SocketOptions>

export interface ConnectOptions extends SocketSettings {
  /** Connects again until the client is on another node than each of these; one node alone has no other. */
  awayFrom?: Client[]
  /** Connects again until the client is on the node of this one. */
  beside?: Client
}

/** A registered user who is logged in. */
export interface Person {
  username: string
  password: string
  userId: string
  token: string
  /** Unix milliseconds. */
  expiresAt: number
  /** An HTTP call with this person's token. */
  api<Body = unknown>(path: string, request?: ApiRequest): Promise<ApiAnswer<Body>>
  connect(options?: ConnectOptions): Promise<Client>
}

/** No call may take longer (promise 6); the margin is for a busy machine. */
const answerWithinMs = 6000

/** The WebSocket under a Socket.IO client, as the package ws makes it. */
export const webSocketOf = (socket: Socket): { pause(): void; resume(): void; terminate(): void } => {
  const { transport } = socket.io.engine as unknown as { transport: { ws: ReturnType<typeof webSocketOf> } }
  return transport.ws
}

/** One stock Socket.IO client of a person, with everything it has received. */
export class Client {
  readonly person: Person
  readonly socket: Socket
  readonly inbox = new Inbox()
  /** Why the socket went down, each time it did. */
  readonly disconnects: string[] = []

  constructor(person: Person, url: string, settings: SocketSettings) {
    this.person = person
    this.socket = io(url, {
      autoConnect: false,
      forceNew: true,
      reconnection: false,
      transports: ['websocket'],
      auth: { token: person.token },
      ...settings,
    })
    this.socket.onAny((event: string, payload: unknown) => this.inbox.add(event, payload))
    this.socket.on('disconnect', reason => this.disconnects.push(reason))
  }

  get username(): string {
    return this.person.username
  }

  /** Names the node this client is on: the first 32 characters of its Engine.IO session id. */
  get node(): string {
    return this.socket.io.engine.id?.slice(0, 32) ?? ''
  }

  /** Connects; rejects with the `connect_error`, whose `data` is the error object. */
  async connect(): Promise<this> {
    const settled = Promise.withResolvers<void>()
    this.socket.once('connect', settled.resolve)
    this.socket.once('connect_error', settled.reject)
    this.socket.connect()
    try {
      await settled.promise
    } catch (refusal) {
      this.socket.disconnect()
      this.socket.io.engine.close()
      throw refusal
    } finally {
      this.socket.off('connect', settled.resolve)
      this.socket.off('connect_error', settled.reject)
    }
    return this
  }

  /** Makes a call and returns its ack as it came; rejects when none comes. */
  call<Name extends CallName>(name: Name, ...input: unknown[]): Promise<Ack<Name>> {
    return this.socket.timeout(answerWithinMs).emitWithAck(name, ...input)
  }

  /** Makes a call that must succeed and returns what its ack carries. */
  async succeed<Name extends CallName>(name: Name, ...input: unknown[]): Promise<CallResults[Name]> {
    const ack = await this.call(name, ...input)
    if (!ack.ok) throw new Error(`${name} was refused: ${JSON.stringify(ack.error)}`)
    const { ok: _, ...result } = ack
    return result as unknown as CallResults[Name]
  }

  /** Makes a call that must be refused and returns the error. */
  async fail(name: CallName, ...input: unknown[]): Promise<CallError> {
    const ack = await this.call(name, ...input)
    if (ack.ok) throw new Error(`${name} was not refused: ${JSON.stringify(ack)}`)
    return ack.error
  }

  join(roomName: string, after?: Position): Promise<JoinResult> {
    return this.succeed('join_room', after ? { roomName, after } : { roomName })
  }

  leave(): Promise<{ roomName: string }> {
    return this.succeed('leave_room', {})
  }

  /** Sends a message that must be kept. */
  async say(text: string, clientMessageId?: string): Promise<KeptSend> {
    const sent = await this.succeed('send_message', clientMessageId ? { text, clientMessageId } : { text })
    if (!sent.persisted) throw new Error('the message was not kept')
    return sent
  }

  next<Name extends EventName>(
    event: Name,
    matches?: (payload: Payload<Name>) => boolean,
    timeoutMs?: number,
  ): Promise<Payload<Name>> {
    return this.inbox.next(event, matches, timeoutMs)
  }

  events<Name extends EventName>(event: Name): Payload<Name>[] {
    return this.inbox.events(event)
  }

  /** Resolves when the socket is down. */
  async gone(): Promise<void> {
    if (this.socket.disconnected) return
    const down = Promise.withResolvers<void>()
    this.socket.once('disconnect', () => down.resolve())
    await down.promise
  }

  /** A clean disconnect. */
  close(): void {
    this.socket.disconnect()
  }

  /** Reads nothing more from the network until `readOn`; calls still go out. */
  stopReading(): void {
    webSocketOf(this.socket).pause()
  }

  readOn(): void {
    webSocketOf(this.socket).resume()
  }

  /** Breaks the connection under the socket, as a lost network does: no goodbye is sent. */
  async cut(): Promise<void> {
    const down = this.gone()
    webSocketOf(this.socket).terminate()
    await down
  }
}
