import type { Ack, CallInput, JoinResult, Message, Position } from '@socketlink/contract'
import { io, type Socket } from 'socket.io-client'
import type { ChaosClient, ChaosClientOptions, Person } from './chaos-client.ts'
import { breakConnection, routeIn, setReading } from './inner-socket.ts'
import { MessageLog } from './message-log.ts'
import { recordCall } from './recorded-call.ts'
import type { Note, Recorder } from './recorder.ts'
import { seen } from './seen-message.ts'

/** A call without an answer for so long means a dead connection; nodes take at most 3500 ms. */
const patienceMs = 5000
const retryMs = 300
/** A hole in `seq` may close by itself for so long before it is fetched. */
const holeGraceMs = 250

/** Waits with a little chance in it, so that clients do not move in step. */
const pause = (ms: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, ms * (0.75 + Math.random() / 2)).unref())

/**
 * A small client of its own on the stock socket.io-client, with nothing of the SDK in it: it resumes with `after`, repeats
 * a `clientMessageId` until its message is kept, drops what it has shown, and fetches holes.
 */
export class RecordingClient implements ChaosClient {
  readonly name: string
  readonly person: Person
  readonly roomName: string
  readonly socket: Socket
  readonly #recorder: Recorder
  readonly #note: Note
  readonly #log = new MessageLog()
  readonly #unsent = new Set<string>()
  /** What the last join brought. */
  #history: Message[] = []
  #lastKept: CallInput<'send_message'> | undefined
  #count = 0
  #entering = false
  #entrance = Promise.withResolvers<void>()
  #inRoom = false
  #wanted = true
  #repair: NodeJS.Timeout | undefined

  constructor({ name, url, person, roomName, recorder, polling = false }: ChaosClientOptions) {
    this.name = name
    this.person = person
    this.roomName = roomName
    this.#recorder = recorder
    this.#note = recorder.penOf(name)
    this.socket = io(url, {
      autoConnect: false,
      forceNew: true,
      auth: { token: person.token, protocol: 1 },
      transports: polling ? ['polling', 'websocket'] : ['websocket'],
      reconnectionDelay: 300,
      reconnectionDelayMax: 2000,
      timeout: 4000,
    })
    this.#listen()
  }

  get node(): string {
    return routeIn(this.socket)
  }

  get inRoom(): boolean {
    return this.#inRoom
  }

  get wanted(): boolean {
    return this.#wanted
  }

  get isSettled(): boolean {
    if (!this.#inRoom || this.#entering || this.#repair !== undefined) return false
    return this.#unsent.size === 0 && !this.#log.hasHole
  }

  async start(): Promise<void> {
    this.socket.connect()
    await this.#entrance.promise
  }

  say(text: string, due?: number): string {
    const clientMessageId = `${this.name}-${++this.#count}`
    this.#unsent.add(clientMessageId)
    void this.#sendUntilKept({ text, clientMessageId }, due)
    return clientMessageId
  }

  repeatLast(): void {
    if (this.#lastKept !== undefined && this.#inRoom) void this.#call('send_message', this.#lastKept)
  }

  cut(): void {
    breakConnection(this.socket)
  }

  setReading(reading: boolean): void {
    setReading(this.socket, reading)
  }

  refresh(): void {
    void this.#enter()
  }

  retire({ silently } = { silently: false }): void {
    this.#wanted = false
    this.#note({ type: 'retired' })
    this.socket.io.reconnection(false)
    if (!silently) this.cut()
    this.#stop()
  }

  close(): void {
    this.#wanted = false
    this.socket.disconnect()
    this.#stop()
  }

  #stop(): void {
    clearTimeout(this.#repair)
    this.#unsent.clear()
  }

  #listen(): void {
    const { socket } = this
    socket.on('connect', () => {
      this.#note({ type: 'connected', node: this.node })
      void this.#enter()
    })
    socket.on('disconnect', reason => {
      if (this.#inRoom) this.#entrance = Promise.withResolvers()
      this.#inRoom = false
      this.#note({ type: 'disconnected', reason })
      if (reason === 'io server disconnect') this.#connectLater()
    })
    // Refused by the node; what fails before that is tried again by the stock client.
    socket.on('connect_error', () => {
      if (!socket.active) this.#connectLater()
    })
    socket.on('joined_room', ({ users }: { users: string[] }) =>
      this.#note({ type: 'roster', roomName: this.roomName, users }),
    )
    socket.on('new_message', (message: Message) => {
      this.#note({ type: 'delivered', message: seen(message) })
      this.#show(message)
      if (this.#log.hasHole) this.#repairSoon()
    })
    socket.on('message_history', (messages: Message[]) => {
      this.#history = messages
      for (const message of messages) this.#show(message)
    })
    for (const type of ['user_joined', 'user_left'] as const) {
      socket.on(type, ({ username }: { username: string }) =>
        this.#note({ type, username, roomName: this.roomName }),
      )
    }
    for (const event of ['room_head', 'resync_required']) {
      socket.on(event, (head: Position) => {
        this.#log.hear(head)
        if (this.#log.hasHole) this.#repairSoon()
      })
    }
  }

  #connectLater(): void {
    void pause(retryMs).then(() => {
      if (this.#wanted) this.socket.connect()
    })
  }

  #show(message: Message): void {
    if (this.#log.take(message)) this.#note({ type: 'shown', message: seen(message) })
  }

  #repairSoon(): void {
    this.#repair ??= setTimeout(() => {
      this.#repair = undefined
      if (this.#inRoom) void this.#enter()
    }, holeGraceMs).unref()
  }

  /** Enters the room, or resumes in it, until that succeeds or the connection ends. */
  async #enter(): Promise<void> {
    if (this.#entering) return
    this.#entering = true
    const { roomName } = this
    while (this.socket.connected && this.#wanted) {
      const after = this.#log.position
      const ack = await this.#call('join_room', after === undefined ? { roomName } : { roomName, after })
      if (ack?.ok) {
        this.#entered(ack)
        break
      }
      await pause(retryMs)
    }
    this.#entering = false
  }

  #entered({ epoch, seq, recovery }: JoinResult): void {
    this.#log.enter({ epoch, seq }, recovery, this.#history)
    this.#note({ type: 'entered', roomName: this.roomName, epoch, seq, recovery })
    this.#inRoom = true
    this.#entrance.resolve()
    if (this.#log.hasHole) this.#repairSoon()
  }

  async #sendUntilKept(input: CallInput<'send_message'>, due?: number): Promise<void> {
    const id = input.clientMessageId as string
    for (let attempt = 0; this.#unsent.has(id); attempt++) {
      await this.#entrance.promise
      const ack = await this.#call('send_message', input, attempt === 0 ? due : undefined)
      if (ack?.ok && ack.persisted) {
        this.#unsent.delete(id)
        this.#lastKept = input
        return
      }
      if (ack?.ok === false && ack.error.code === 'not_in_room') void this.#enter()
      await pause(ack?.ok === false ? (ack.error.retryAfterMs ?? retryMs) : retryMs)
    }
  }

  /** Makes one call; resolves with undefined when no answer came. */
  async #call<Name extends 'join_room' | 'send_message'>(
    name: Name,
    input: CallInput<Name>,
    due?: number,
  ): Promise<Ack<Name> | undefined> {
    const { socket, roomName } = this
    if (!socket.connected) return undefined
    try {
      const caller = socket.timeout(patienceMs)
      const { userId } = this.person
      return await recordCall(caller, {
        ...{ recorder: this.#recorder, note: this.#note, name, input, roomName, senderId: userId, due },
      })
    } catch {
      // A connection that answers nothing is dead, whatever it looks like.
      if (socket.connected) socket.io.engine.close()
      return undefined
    }
  }
}
