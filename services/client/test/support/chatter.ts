import { randomBytes } from 'node:crypto'
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import { onTestFinished } from 'vitest'
import {
  type ChatClient,
  type ClientState,
  type ClientStorage,
  createClient,
  createMemoryStorage,
  type Overrides,
} from '../../src/index.ts'

/** A name nobody else in this run has. */
export const uniqueName = (name: string): string => `${name}-${randomBytes(4).toString('hex')}`

/** Resolves with the first state for which this holds, also the present one; rejects with the last state there was. */
export const until = (
  client: ChatClient,
  holds: (state: ClientState) => boolean,
  timeoutMs = 30_000,
): Promise<ClientState> => {
  const reached = Promise.withResolvers<ClientState>()
  const look = (): void => {
    if (holds(client.state)) reached.resolve(client.state)
  }
  const stop = client.subscribe(look)
  const timer = setTimeout(() => {
    const { room, ...rest } = client.state
    const texts = room?.messages.slice(-20).map(({ seq, text, state }) => `${seq} ${text} ${state}`)
    const { messages: _, ...facts } = room ?? {}
    reached.reject(new Error(`not so in ${timeoutMs} ms: ${JSON.stringify({ ...rest, ...facts, texts })}`))
  }, timeoutMs)
  look()
  return reached.promise.finally(() => {
    stop()
    clearTimeout(timer)
  })
}

export const textsOf = (client: ChatClient): string[] =>
  (client.state.room?.messages ?? []).map(message => message.text)

export const hasText = (text: string) => (state: ClientState) =>
  state.room?.messages.some(message => message.text === text && message.state === 'sent') ?? false

export const isSettled = (state: ClientState): boolean => state.outbox.length === 0

export interface Chatter {
  client: ChatClient
  username: string
  password: string
  storage: ClientStorage
  /** Names the node: the begin of the session id. */
  readonly node: string
  /** The newest socket. */
  readonly socket: Socket
  /** How often a socket was made. */
  readonly attempts: number
}

export interface ChatterOptions extends Overrides {
  url: string
  storage?: ClientStorage
  /** Somebody who has an account. */
  as?: { username: string; password: string }
}

/** A client with a new account, logged in but not connected; closed with the test. */
export const openChatter = async (
  name: string,
  { url, storage = createMemoryStorage(), as, ...overrides }: ChatterOptions,
): Promise<Chatter> => {
  const sockets: Socket[] = []
  const openSocket = (to: string, options: Partial<ManagerOptions & SocketOptions>): Socket => {
    const socket = (overrides.openSocket ?? io)(to, options)
    sockets.push(socket)
    return socket
  }
  const client = createClient({ url, storage }, { ...overrides, openSocket })
  onTestFinished(() => client.close())
  const { username, password } = as ?? { username: uniqueName(name), password: uniqueName('password') }
  if (as === undefined) await client.register(username, password)
  if (client.state.user === undefined) await client.login(username, password)
  const newest = (): Socket => {
    const socket = sockets.at(-1)
    if (socket === undefined) throw new Error('never connected')
    return socket
  }
  return {
    ...{ client, username, password, storage },
    get node() {
      return newest().io.engine.id?.slice(0, 32) ?? ''
    },
    get socket() {
      return newest()
    },
    get attempts() {
      return sockets.length
    },
  }
}

/** Connects until the node is another one than those of the others, and enters a room. */
export const enter = async (chatter: Chatter, roomName: string, awayFrom: Chatter[] = []): Promise<void> => {
  const taken = new Set(awayFrom.map(other => other.node))
  for (let attempt = 0; attempt < 50; attempt++) {
    await chatter.client.connect()
    if (!taken.has(chatter.node)) return chatter.client.joinRoom(roomName)
    chatter.client.close()
  }
  throw new Error('the proxy leads to no other node')
}

/** One person for each name, each on another node than the one before, all in the same new room. */
export const openConversation = async <Names extends [string, ...string[]]>(
  url: string,
  ...names: Names
): Promise<{ roomName: string; chatters: { [Index in keyof Names]: Chatter } }> => {
  const roomName = uniqueName('room')
  const chatters: Chatter[] = []
  for (const name of names) {
    const chatter = await openChatter(name, { url })
    await enter(chatter, roomName, chatters.slice(-1))
    chatters.push(chatter)
  }
  return { roomName, chatters: chatters as { [Index in keyof Names]: Chatter } }
}
