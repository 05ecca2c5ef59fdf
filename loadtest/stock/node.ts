import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { createServer as createSocketServer } from 'node:net'
import { createAdapter } from '@socket.io/redis-adapter'
import { createVerifier } from 'fast-jwt'
import { createClient } from 'redis'
import { type DefaultEventsMap, Server, type Socket } from 'socket.io'

export interface StockSettings {
  host: string
  port: number
  /** To listen on as well. */
  unixSocket: string | undefined
  redisUrl: string
  jwtSecret: string
  pingIntervalMs: number
}

interface User {
  userId: string
  username: string
}

type StockSocket = Socket<
  DefaultEventsMap,
  DefaultEventsMap,
  DefaultEventsMap,
  { user: User; roomName?: string }
>
type Ack = ((answer: object) => void) | undefined

const historyLength = 500
const historyOnJoin = 50
const historySeconds = 7 * 24 * 3600

/**
 * A chat node as Socket.IO's documentation and the tutorials that follow it would build one: the Redis adapter,
 * `io.to(room).emit()`, a list for each room's history, a set for its users. It speaks SocketLink's events, as far as
 * the benchmark uses them, and promises less: no sequence, no duplicates found, no resume, no rate limit, no grace, no
 * lease. Returns when it listens.
 */
export const startStockNode = async ({
  host,
  port,
  unixSocket,
  redisUrl,
  jwtSecret,
  pingIntervalMs,
}: StockSettings): Promise<void> => {
  // Without a timeout of the client: the adapter drops its promises, and one that rejects ends an overloaded node.
  const redis = createClient({ url: redisUrl, commandOptions: { timeout: 0 } })
  const publisher = redis.duplicate()
  const subscriber = redis.duplicate()
  for (const client of [redis, publisher, subscriber]) client.on('error', () => {})
  await Promise.all([redis.connect(), publisher.connect(), subscriber.connect()])

  const http = createServer((_request, response) => response.end('ok'))
  const io = new Server<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, StockSocket['data']>(http, {
    adapter: createAdapter(publisher, subscriber),
    serveClient: false,
    pingInterval: pingIntervalMs,
  })

  const verify = createVerifier({
    key: jwtSecret,
    algorithms: ['HS256'],
    allowedIss: 'socketlink',
    allowedAud: 'socketlink',
    requiredClaims: ['exp', 'iat', 'iss', 'aud', 'sub'],
  })
  io.use((socket, next) => {
    try {
      const { sub, name } = verify(socket.handshake.auth.token) as { sub: string; name: string }
      socket.data.user = { userId: sub, username: name }
      next()
    } catch {
      next(new Error('unauthenticated'))
    }
  })

  const usersOf = (roomName: string): string => `room:${roomName}:users`
  const messagesOf = (roomName: string): string => `room:${roomName}:messages`

  const leave = async (socket: StockSocket): Promise<void> => {
    const { user, roomName } = socket.data
    if (roomName === undefined) return
    delete socket.data.roomName
    await socket.leave(roomName)
    await redis.sRem(usersOf(roomName), user.username)
    const userCount = await redis.sCard(usersOf(roomName))
    io.to(roomName).emit('user_left', { username: user.username, userCount })
  }

  const join = async (socket: StockSocket, roomName: string): Promise<object> => {
    await leave(socket)
    const { username } = socket.data.user
    await socket.join(roomName)
    socket.data.roomName = roomName
    await redis.sAdd(usersOf(roomName), username)
    const users = await redis.sMembers(usersOf(roomName))
    const history = await redis.lRange(messagesOf(roomName), 0, historyOnJoin - 1)
    const joined = { roomName, users: users.slice(0, 100), userCount: users.length }
    socket.emit('joined_room', joined)
    socket.emit(
      'message_history',
      history.reverse().map(json => JSON.parse(json)),
    )
    socket.to(roomName).emit('user_joined', { username, userCount: users.length })
    return { ok: true, ...joined }
  }

  const send = async ({ data: { user, roomName } }: StockSocket, text: unknown): Promise<object> => {
    if (roomName === undefined) return { ok: false, error: { code: 'not_in_room' } }
    if (typeof text !== 'string' || text.trim() === '' || text.length > 1000) {
      return { ok: false, error: { code: 'empty_message' } }
    }
    const message = {
      messageId: randomUUID(),
      text: text.trim(),
      sender: user.username,
      senderId: user.userId,
      roomName,
      timestamp: Date.now(),
    }
    await redis.lPush(messagesOf(roomName), JSON.stringify(message))
    await redis.lTrim(messagesOf(roomName), 0, historyLength - 1)
    await redis.expire(messagesOf(roomName), historySeconds)
    io.to(roomName).emit('new_message', message)
    return { ok: true, messageId: message.messageId, timestamp: message.timestamp }
  }

  const answer = async (ack: Ack, act: () => Promise<object>): Promise<void> => {
    try {
      ack?.(await act())
    } catch {
      ack?.({ ok: false, error: { code: 'internal' } })
    }
  }

  io.on('connection', socket => {
    const { username } = socket.data.user
    redis.sAdd('online', username).catch(() => {})
    socket.on('join_room', ({ roomName }: { roomName: string }, ack: Ack) =>
      answer(ack, () => join(socket, roomName)),
    )
    socket.on('leave_room', (_input: object, ack: Ack) =>
      answer(ack, async () => {
        await leave(socket)
        return { ok: true }
      }),
    )
    socket.on('send_message', ({ text }: { text: unknown }, ack: Ack) =>
      answer(ack, () => send(socket, text)),
    )
    const tell = (event: string) => () => {
      const { roomName } = socket.data
      if (roomName !== undefined) socket.to(roomName).emit(event, { username })
    }
    socket.on('typing', tell('user_typing'))
    socket.on('stop_typing', tell('user_stop_typing'))
    socket.on('disconnect', () =>
      answer(undefined, async () => {
        await leave(socket)
        await redis.sRem('online', username)
        return {}
      }),
    )
  })

  if (unixSocket !== undefined) {
    createSocketServer(socket => http.emit('connection', socket)).listen({ path: unixSocket, backlog: 4096 })
  }
  await new Promise<void>(resolve => http.listen({ host, port, backlog: 4096 }, resolve))
}
