import type { limits } from '@socketlink/contract'
import type { ChatClient, ClientState, RoomState } from './api.ts'
import { createConnection } from './connection.ts'
import { createDirectory } from './directory.ts'
import { type ClientError, localError } from './errors.ts'
import { createHttp } from './http.ts'
import { watchOnline } from './online.ts'
import { type ClientOptions, createContext, type Overrides } from './options.ts'
import { createOutbox } from './outbox.ts'
import { createOutboxEntries } from './outbox-entries.ts'
import { createRepair, fetchHistory } from './repair.ts'
import { createRoom } from './room.ts'
import { createSession } from './session.ts'
import { createObservable, memo } from './state.ts'
import { hasOlder, prepend } from './timeline.ts'
import { createTyping } from './typing.ts'
import { createView } from './view.ts'

/** Code points. The type holds it to the contract without the contract's run-time code. */
const textMax: typeof limits.textMax = 1000

/** A text as it is sent; throws when the server would refuse it. */
const checkText = (text: string): string => {
  const trimmed = text.trim()
  if (trimmed === '') throw localError('empty_message')
  if ([...trimmed].length > textMax) throw localError('message_too_long')
  return trimmed
}

/** Makes a client; it does nothing before `connect`. `overrides` is for tests. */
export const createClient = (options: ClientOptions = {}, overrides: Overrides = {}): ChatClient => {
  const observable = createObservable<ClientState>(() => snapshot())
  const context = createContext(options, overrides, observable.changed)

  const endSession = (error: ClientError): void => {
    session.expire()
    connection.logOut(error)
  }
  const http = createHttp(context, { token: () => session.token, ended: endSession })
  const session = createSession(context, http)
  const entries = createOutboxEntries(context)
  const directory = createDirectory(http, context.changed)
  entries.load(session.user?.userId)

  const connection = createConnection(context, () => session.token, {
    opened: socket => {
      directory.listen(socket)
      room.listen(socket)
    },
    connected: () => room.resume(),
    lost: () => {
      room.lost()
      outbox.reset()
      repair.stop()
      typing.forget()
    },
    sessionEnded: endSession,
  })
  const openRoom = (): string | undefined => (connection.isUp && room.isOpen ? room.name : undefined)

  const room = createRoom(context, {
    connection,
    user: () => session.user,
    entered: (roomName, userCount) => {
      directory.count(roomName, userCount)
      outbox.flush()
      repair.check()
    },
    grown: () => repair.check(),
    ownMessage: clientMessageId => entries.remove(clientMessageId),
  })
  const outbox = createOutbox(context, entries, {
    openRoom,
    send: input => connection.call('send_message', input),
    kept: room.kept,
    notInRoom: room.resume,
  })
  const repair = createRepair(context, http, {
    openRoom,
    timeline: () => room.timeline,
    become: room.become,
    resume: room.resume,
  })
  const online = watchOnline(connection.retryNow)
  const typing = createTyping(context, call => {
    if (openRoom() !== undefined) connection.call(call, {}).catch(() => {})
  })

  const unsentIn = memo((all: typeof entries.all, roomName: string) =>
    all.filter(entry => entry.roomName === roomName),
  )
  const showMessages = memo(createView())
  const showRoom = memo(
    (
      name: string,
      joined: boolean,
      { users, userCount, typing }: typeof room.presence.current,
      messages: RoomState['messages'],
      timeline: typeof room.timeline,
      recovery: RoomState['recovery'],
    ): RoomState => ({
      ...{ name, joined, users, userCount, typing, messages, recovery },
      hasOlder: hasOlder(timeline),
      epoch: timeline.epoch,
    }),
  )
  const stateOfRoom = (): RoomState | undefined => {
    const { name, isOpen, timeline, recovery, presence } = room
    if (name === undefined) return undefined
    const messages = showMessages(timeline, unsentIn(entries.all, name), session.user)
    return showRoom(name, isOpen, presence.current, messages, timeline, recovery)
  }

  function snapshot(): ClientState {
    return Object.freeze({
      user: session.user,
      connection: connection.state,
      rooms: directory.rooms,
      room: stateOfRoom(),
      outbox: entries.all,
    })
  }

  let loading: Promise<void> | undefined
  const loadOlder = async (): Promise<void> => {
    const { name, timeline } = room
    if (name === undefined || !hasOlder(timeline)) return
    const page = await fetchHistory(http, name, { before: timeline.messages[0]?.seq ?? timeline.floor })
    if (room.name === name) room.become(prepend(room.timeline, page))
  }

  return {
    get state() {
      return observable.state
    },
    subscribe: observable.subscribe,
    register: session.register,
    login: async (username, password) => {
      const before = session.user?.userId
      const user = await session.login(username, password)
      if (user.userId !== before) {
        connection.close()
        await room.leave()
        entries.load(user.userId)
      }
      return user
    },
    logout: () => {
      connection.logOut()
      void room.leave()
      directory.clear()
      entries.clear()
      entries.load(undefined)
      session.forget()
    },
    connect: () => {
      online.start()
      return connection.connect()
    },
    retryConnection: connection.retryNow,
    close: () => {
      online.stop()
      connection.close()
    },
    createRoom: async roomName => void (await connection.call('create_room', { roomName })),
    joinRoom: room.join,
    leaveRoom: room.leave,
    listRooms: directory.listRooms,
    listUsers: directory.listUsers,
    refreshRooms: directory.refresh,
    send: text => {
      const { name } = room
      if (name === undefined) throw localError('not_in_room')
      const { clientMessageId } = entries.add(name, checkText(text))
      typing.stop()
      outbox.flush()
      return clientMessageId
    },
    retry: clientMessageId => {
      if (entries.find(clientMessageId)?.state === 'failed')
        entries.update(clientMessageId, { state: 'sending' })
      outbox.reset()
      outbox.flush()
    },
    discard: entries.remove,
    typing: typing.typing,
    loadOlder: () => {
      loading ??= loadOlder().finally(() => {
        loading = undefined
      })
      return loading
    },
  }
}
