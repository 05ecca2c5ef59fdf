import { createAccounts } from './accounts/accounts.ts'
import type { Log } from './connection.ts'
import { closeConnection, openConnection } from './connections/connections.ts'
import type { StoreContext, StoreOptions } from './context.ts'
import { createKeys, partitionCount } from './keys.ts'
import { createLimits } from './limits/limits.ts'
import { readHistory } from './messages/read-history.ts'
import { Rest } from './messages/rest.ts'
import { sendMessage } from './messages/send-message.ts'
import * as leases from './nodes/leases.ts'
import { openRedis } from './open-redis.ts'
import { joinRoom, restoreMembership } from './presence/join-room.ts'
import { leaveRoom } from './presence/leave-room.ts'
import { readPresence } from './presence/read-presence.ts'
import { tellPresence } from './presence/tell-presence.ts'
import { tellTyping } from './presence/tell-typing.ts'
import { readStats } from './read-stats.ts'
import { createRoom } from './rooms/create-room.ts'
import { listRooms } from './rooms/list-rooms.ts'
import { readStates } from './rooms/read-states.ts'
import { sweepRooms } from './rooms/sweep-rooms.ts'
import { Subscriber } from './subscriber.ts'
import { createTellEveryone } from './tell-everyone.ts'
import { createTellHere } from './tell-here.ts'

/** Gives each function the context as its first argument. */
const bind = <Args extends unknown[], Result>(
  context: StoreContext,
  act: (context: StoreContext, ...args: Args) => Result,
) => {
  return (...args: Args): Result => act(context, ...args)
}

/**
 * All that SocketLink keeps in Redis, as functions. Each throws a ProtocolError `unavailable` while Redis is away;
 * what else it throws is said where it is written.
 */
export const createStore = (options: StoreOptions, log: Log) => {
  const link = openRedis(options.redis, log)
  const keys = createKeys(options.redis.prefix, options.redis.servers.kind === 'cluster')
  const context: StoreContext = { link, keys, options, rest: new Rest(options.messages.restMs) }
  const subscriber = new Subscriber(link, log)
  /** Publishes on a channel of the adapter. Never rejects: what cannot be told is not told. */
  const publish = (channel: string, payload: string): Promise<number> =>
    link.run(channel, redis => redis.sPublish(channel, payload)).catch(() => 0)
  return {
    link,
    subscriber,
    /** What the adapter puts before its channels. */
    channelPrefix: keys.channelPrefix,
    partitionCount,
    publish,
    /** Tells an event to every client, without asking any node. */
    tellEveryone: createTellEveryone(keys, publish),
    /** Tells an event to the members of a room on this node, without Redis. */
    tellHere: createTellHere(keys, subscriber),
    /** A room's name inside Socket.IO, and its channel in Redis. */
    addressOf: (roomName: string): { socketRoom: string; channel: string } => keys.room(roomName),
    accounts: createAccounts(link, keys),
    limits: createLimits(link, keys, options.limits),
    rooms: {
      create: bind(context, createRoom),
      list: bind(context, listRooms),
      sweep: bind(context, sweepRooms),
      states: bind(context, readStates),
    },
    history: { read: bind(context, readHistory) },
    messages: { send: bind(context, sendMessage) },
    presence: {
      join: bind(context, joinRoom),
      restore: bind(context, restoreMembership),
      leave: bind(context, leaveRoom),
      read: bind(context, readPresence),
      tell: bind(context, tellPresence),
      tellTyping: bind(context, tellTyping),
    },
    connections: { open: bind(context, openConnection), close: bind(context, closeConnection) },
    nodes: {
      renew: bind(context, leases.renewLease),
      retire: bind(context, leases.retireNode),
      fence: bind(context, leases.fenceNode),
      fencePartition: bind(context, leases.fencePartition),
      remains: bind(context, leases.listRemains),
      forget: bind(context, leases.forgetNode),
    },
    stats: bind(context, readStats),
    /** Connects; rejects when Redis does not answer in time. */
    start: (): Promise<void> => link.start(),
    close: async (): Promise<void> => {
      await subscriber.close()
      await link.close()
    },
  }
}

export type Store = ReturnType<typeof createStore>
