import { type ChatClient, createClient } from '@socketlink/client'
import type { JoinResult, Message } from '@socketlink/contract'
import { io, type Socket } from 'socket.io-client'
import type { ChaosClient, ChaosClientOptions, Person } from './chaos-client.ts'
import { breakConnection, routeIn, setReading } from './inner-socket.ts'
import { recordCall } from './recorded-call.ts'
import type { Note, Recorder } from './recorder.ts'
import { seen } from './seen-message.ts'

/** A list of messages is gone through no more often than that, in ms. */
const noteEveryMs = 50

/** The SDK as a client of a run: what it shows is its state, what it does is seen on its sockets. */
export class SdkClient implements ChaosClient {
  readonly name: string
  readonly person: Person
  readonly roomName: string
  readonly #recorder: Recorder
  readonly #note: Note
  readonly #client: ChatClient
  /** Messages of the state that were written down; each stays the same object while it looks the same. */
  readonly #noted = new WeakSet<object>()
  #socket: Socket | undefined
  #wanted = true
  #noting: NodeJS.Timeout | undefined

  constructor({ name, url, person, roomName, recorder }: ChaosClientOptions) {
    this.name = name
    this.person = person
    this.roomName = roomName
    this.#recorder = recorder
    this.#note = recorder.penOf(name)
    this.#client = createClient(
      { url },
      { openSocket: (address, options) => this.#watch(io(address, options)) },
    )
    this.#client.subscribe(() => {
      this.#noting ??= setTimeout(() => this.#noteShown(), noteEveryMs)
    })
  }

  get node(): string {
    return this.#socket === undefined ? '' : routeIn(this.#socket)
  }

  get inRoom(): boolean {
    return this.#client.state.room?.joined === true
  }

  get wanted(): boolean {
    return this.#wanted
  }

  get isSettled(): boolean {
    const { outbox, room } = this.#client.state
    const kept = room?.messages.filter(({ state }) => state === 'sent') ?? []
    const hole = kept.some(({ epoch, seq = 0, breakBefore }, n) => {
      const before = kept[n - 1]
      return before?.epoch === epoch && breakBefore === undefined && before?.seq !== seq - 1
    })
    return this.inRoom && outbox.length === 0 && !hole && this.#noting === undefined
  }

  async start(): Promise<void> {
    await this.#client.login(this.person.username, this.person.password)
    await this.#client.connect()
    await this.#client.joinRoom(this.roomName)
  }

  say(text: string): string {
    return this.#client.send(text)
  }

  /** Its outbox repeats what it must; there is no asking for more. */
  repeatLast(): void {}

  cut(): void {
    if (this.#socket) breakConnection(this.#socket)
  }

  setReading(reading: boolean): void {
    if (this.#socket) setReading(this.#socket, reading)
  }

  refresh(): void {
    void this.#client.joinRoom(this.roomName)
  }

  retire({ silently } = { silently: false }): void {
    this.#note({ type: 'retired' })
    this.#wanted = false
    if (silently) return
    this.cut()
    this.#client.close()
  }

  close(): void {
    this.#wanted = false
    this.#client.close()
  }

  /** Listens on a socket of the SDK's, and writes down the calls that go through it. */
  #watch(socket: Socket): Socket {
    this.#socket = socket
    const { roomName } = this
    const { userId: senderId } = this.person
    socket.on('connect', () => {
      // The SDK drops the listeners of a socket that it gives up, before it closes it.
      socket.io.engine.once('close', (reason: string) => this.#note({ type: 'disconnected', reason }))
      this.#note({ type: 'connected', node: routeIn(socket) })
    })
    socket.onAny((event: string, payload: unknown) => this.#hear(event, payload))
    const withTimeout = socket.timeout.bind(socket)
    socket.timeout = (ms: number) => {
      const caller = withTimeout(ms)
      const emitWithAck = async (name: string, input: never): Promise<unknown> => {
        if (name !== 'join_room' && name !== 'send_message') return caller.emitWithAck(name, input)
        const ack = await recordCall(caller, {
          ...{ recorder: this.#recorder, note: this.#note, name, input, roomName, senderId },
        })
        if (ack.ok && name === 'join_room') this.#entered(ack as unknown as JoinResult)
        return ack
      }
      return { emitWithAck } as unknown as typeof socket
    }
    return socket
  }

  #entered({ epoch, seq, recovery }: JoinResult): void {
    this.#note({ type: 'entered', roomName: this.roomName, epoch, seq, recovery })
  }

  #hear(event: string, payload: unknown): void {
    const { roomName } = this
    if (event === 'new_message') this.#note({ type: 'delivered', message: seen(payload as Message) })
    else if (event === 'joined_room')
      this.#note({ type: 'roster', roomName, users: (payload as { users: string[] }).users })
    else if (event === 'user_joined' || event === 'user_left')
      this.#note({ type: event, roomName, username: (payload as { username: string }).username })
  }

  #noteShown(): void {
    this.#noting = undefined
    for (const message of this.#client.state.room?.messages ?? []) {
      if (this.#noted.has(message)) continue
      this.#noted.add(message)
      // One's own that is still on its way is nothing that was received.
      if (message.messageId === undefined && message.state !== 'provisional') continue
      this.#note({ type: 'shown', message: seen(message as unknown as Message) })
    }
  }
}
