import type { Server } from 'node:net'
import { createStore } from '@socketlink/store'
import { destination, pino, stdTimeFunctions } from 'pino'
import { createPasswords } from './auth/passwords.ts'
import { SlowClients } from './backpressure/slow-clients.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { countEvents } from './count-events.ts'
import { DomainEvents } from './domain-events.ts'
import { drainClients } from './drain.ts'
import { logEvents } from './event-log.ts'
import { createHttpServer } from './http/server.ts'
import { trackConnections } from './http/track-connections.ts'
import { listenOnUnixSocket } from './http/unix-socket.ts'
import { ProvisionalMessages } from './island/provisional-messages.ts'
import { tellLeft } from './island/tell-left.ts'
import { createMetrics } from './metrics.ts'
import { Holdings } from './presence/holdings.ts'
import { Lease } from './presence/lease.ts'
import { checkRoomsRegularly } from './rooms/check-rooms.ts'
import { HostedRooms } from './rooms/hosted-rooms.ts'
import { Door } from './socket/door.ts'
import { createSocketServer } from './socket/server.ts'
import { sweepRoomsRegularly } from './sweep-rooms.ts'
import { liftLimits } from './unlimited.ts'

/** Room for everyone who reconnects at once; the usual 511 is not. */
const listenBacklog = 4096
/** What closing may wait for clients that do not answer a goodbye, in ms. */
const farewellMs = 1000

/**
 * A chat node: `start()` it, `drain()` it when it goes away in order, or `close()` it at once.
 *
 * `start()` rejects when Redis does not answer or the port or the Unix socket is taken; `drain()` and `close()` may be called twice.
 */
export const createNode = (config: Config) => {
  const log = pino(
    { level: config.logLevel, base: { node: config.nodeId }, timestamp: stdTimeFunctions.isoTime },
    destination({ fd: 1, sync: true }),
  )
  const store = createStore(config, log)
  const events = new DomainEvents(log)
  const passwords = createPasswords(config.auth.hashing)
  const rooms = new HostedRooms()
  const holdings = new Holdings(
    store,
    events,
    membership => tellLeft(store, rooms, usersIn, membership),
    config.presence.graceMs,
  )
  const lease = new Lease({
    config,
    store,
    holdings,
    log,
    dropClients: () => dropClients(),
    headOf: roomName => rooms.headOf(store.addressOf(roomName).socketRoom),
  })
  const metrics = createMetrics({
    store,
    connections: () => io.of('/').sockets.size,
    rooms: () => {
      const memberships = io
        .of('/')
        .sockets.values()
        .map(({ data }) => data.session.membership)
      return new Set(memberships.flatMap(membership => (membership ? [membership.roomName] : []))).size
    },
    hashQueue: () => passwords.queued,
  })
  const slowClients = new SlowClients({ config, metrics, log, store, rooms })
  const context: Context = {
    config,
    log,
    store,
    events,
    metrics,
    passwords,
    rooms,
    provisional: new ProvisionalMessages(store, config.limits),
    slowClients,
    holdings,
    lease,
    isUnlimited: liftLimits(config.unlimited),
    draining: false,
  }
  logEvents(events, log)
  countEvents(events, metrics)

  const { app, tokens } = createHttpServer(context)
  const door = new Door(context)
  const io = createSocketServer(context, { http: app.server, tokens, door })
  const connections = trackConnections(app.server)
  const usersIn = (socketRoom: string): string[] => {
    const { adapter, sockets } = io.of('/')
    const members = [...(adapter.rooms.get(socketRoom) ?? [])].map(id => sockets.get(id))
    return members.flatMap(socket => (socket ? [socket.data.session.caller.username] : []))
  }
  const dropClients = (): void => {
    for (const { conn } of io.of('/').sockets.values()) conn.close()
  }
  // Fastify waits for its connections to end, and a Socket.IO client's never does by itself.
  app.addHook('preClose', () => io.close())
  let unixServer: Server | undefined
  app.addHook('preClose', async () => void unixServer?.close())

  let stopRegular: (() => void)[] = []
  let ended: Promise<void> | undefined
  const end = async (): Promise<void> => {
    context.draining = true
    holdings.stop()
    for (const stop of stopRegular) stop()
    const cut = setTimeout(() => connections.destroyAll(), farewellMs)
    await app.close()
    clearTimeout(cut)
    await lease.retire()
    await passwords.close()
    await store.close()
    log.info({ event: 'stopped' }, 'stopped')
  }
  const close = (): Promise<void> => {
    ended ??= end()
    return ended
  }

  return {
    context,
    /** Connects to Redis, begins the lease and listens. Port 0 takes a free one. */
    start: async (): Promise<{ port: number }> => {
      if (config.auth.secretIsTemporary) {
        log.warn(
          { event: 'temporary_secret' },
          'no SOCKETLINK_JWT_SECRET: made one for this run; logins end with the process and hold on no other node',
        )
      }
      if (config.unlimited.users.length > 0) {
        log.warn(
          { event: 'limits_lifted', ...config.unlimited },
          'limits are lifted for these users from these addresses',
        )
      }
      try {
        await store.start()
        await lease.start()
        stopRegular = [
          sweepRoomsRegularly(store, events, config.presence.heartbeatMs),
          checkRoomsRegularly(context),
          slowClients.start(),
        ]
        await app.ready()
        if (config.unixSocket !== undefined) {
          unixServer = await listenOnUnixSocket(app.server, config.unixSocket, listenBacklog)
        }
        await app.listen({ host: config.host, port: config.port, backlog: listenBacklog })
      } catch (error) {
        await close()
        throw error
      }
      const address = app.server.address()
      const port = typeof address === 'object' && address ? address.port : config.port
      log.info({ event: 'listening', port }, 'listening')
      return { port }
    },
    /** Sends the clients away in order, then closes. */
    drain: async (): Promise<void> => {
      await drainClients(context, io, door)
      await close()
    },
    close,
  }
}

export type ChatNode = ReturnType<typeof createNode>
