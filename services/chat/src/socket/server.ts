import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'
import { errorCatalogue, limits, type RoomSummary } from '@socketlink/contract'
import { Server } from 'socket.io'
import type { Tokens } from '../auth/tokens.ts'
import { coalesce } from '../coalesce.ts'
import type { Context } from '../context.ts'
import { FanOut } from '../fanout/fan-out.ts'
import { createAdapter } from './adapter.ts'
import type { Door } from './door.ts'
import { endWithTokens } from './end-with-token.ts'
import { exitRoom } from './exit-room.ts'
import { forgetRequest, forgetUpgrade } from './forget-request.ts'
import { handshake, sessionOn } from './handshake.ts'
import { isOriginAllowed } from './origin.ts'
import type { ChatServer, ChatSocket, Session } from './session.ts'
import { makeSessionId } from './session-id.ts'
import { shrinkConnection } from './shrink-connection.ts'

/** The client said goodbye, or we did; anything else is a lost connection. */
const cleanEnds = new Set<string>(['client namespace disconnect', 'server namespace disconnect'])

/** Engine.IO calls it when a client has answered a ping. */
const shrinkWhenIdle = function (this: ChatSocket['conn']): void {
  const session = sessionOn(this)
  if (session) shrinkConnection(session.socket)
}

/** The Socket.IO side of a node, on the same HTTP server as the API. */
export const createSocketServer = (
  context: Context,
  { http, tokens, door }: { http: HttpServer; tokens: Tokens; door: Door },
): ChatServer => {
  const { config, store, events, metrics, rooms, log } = context
  const { slowClients } = context
  const { way, restMs } = config.fanOut
  const fanOut =
    way === 'batched'
      ? new FanOut(restMs, (connection, event) => slowClients.admits(connection, event))
      : undefined
  const io: ChatServer = new Server(http, {
    path: '/socket.io',
    serveClient: false,
    maxHttpBufferSize: limits.bodyBytes,
    pingInterval: config.ping.intervalMs,
    pingTimeout: config.ping.timeoutMs,
    cors: { origin: config.corsOrigins, credentials: false },
    adapter: createAdapter(store, {
      // What the members know already goes no further.
      deliver: (room, message) => !rooms.take(room, message) || (fanOut?.deliver(room, message) ?? false),
      onDelivered: room => {
        const members = io.of('/').adapter.rooms.get(room)
        if (members === undefined) return
        metrics.deliveries.inc(members.size)
      },
    }),
  })
  fanOut?.follow(io)
  io.of('/').adapter.on('delete-room', room => rooms.forget(room))
  io.engine.generateId = makeSessionId
  io.engine.use(guard(context))
  io.engine.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    slowClients.responses.track(request, response)
    forgetUpgrade(request, response)
    next()
  })
  io.use(handshake(context, tokens))

  const listRooms = coalesce(() => store.rooms.list({ limit: limits.roomsListed }))
  const onDisconnect = function (this: ChatSocket, reason: string): void {
    void endSession(context, this.data.session, reason)
  }
  io.on('connection', socket => {
    const { session } = socket.data
    log.debug(
      { event: 'client_connected', userId: session.caller.userId, socketId: socket.id },
      'client connected',
    )
    slowClients.follow(session)
    door.admit(session)
    socket.on('disconnect', onDisconnect)
    forgetRequest(socket)
    socket.conn.on('heartbeat', shrinkWhenIdle)
    void welcome(socket, listRooms)
  })
  http.once('close', endWithTokens(io))
  events.on('room_created', room => store.tellEveryone('room_created', room))
  events.on('room_deleted', room => store.tellEveryone('room_deleted', room))
  return io
}

const welcome = async (socket: ChatSocket, list: () => Promise<{ rooms: RoomSummary[] }>): Promise<void> => {
  // While Redis is away a client does without; it hears of rooms as they come and may ask over HTTP.
  const { rooms } = await list().catch(() => ({ rooms: undefined }))
  if (rooms) socket.emit('rooms_list', rooms)
}

const endSession = async (context: Context, session: Session, reason: string): Promise<void> => {
  const { holdings, log } = context
  const { socket, caller } = session
  session.ended = true
  log.debug(
    { event: 'client_disconnected', userId: caller.userId, socketId: socket.id, reason },
    'client disconnected',
  )
  void holdings.close(session.connection)
  await session.inTurn(async () => {
    if (session.membership === undefined) return
    if (cleanEnds.has(reason)) await exitRoom(context, session)
    else if (!context.draining) holdings.leaveAfterGrace(session.membership)
  })
}

/**
 * Looks at every request before Engine.IO does. A foreign origin is refused. New handshakes of a node that goes away
 * are answered 404, which the proxy takes as "ask another node"; a 503 would count as a failure of the sessions that
 * live on here. Requests of known sessions pass.
 */
const guard =
  (context: Context) =>
  (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const isHandshake = !new URL(request.url ?? '/', 'http://node').searchParams.has('sid')
    if (!isOriginAllowed(request, context.config.corsOrigins)) refuse(request, response, 403)
    else if (context.draining && isHandshake) refuse(request, response, 404)
    else next()
  }

const forbidden = JSON.stringify({ error: errorCatalogue.forbidden.message, code: 'forbidden' })

const refuse = (request: IncomingMessage, response: ServerResponse, status: 403 | 404): void => {
  const body = status === 403 ? forbidden : ''
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }
  // Engine.IO gives an upgrade a response that writes nothing.
  if (request.headers.upgrade === undefined) response.writeHead(status, headers).end(body)
  else {
    const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, 'Connection: close']
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
    request.socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
  }
}
