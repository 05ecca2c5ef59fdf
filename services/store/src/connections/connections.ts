import { ProtocolError } from '@socketlink/contract'
import type { StoreContext } from '../context.ts'
import { FencedError } from '../presence/join-room.ts'
import { loadScript } from '../script.ts'

const runOpen = loadScript(import.meta.url, './open-connection.lua')
const runClose = loadScript(import.meta.url, './close-connection.lua')

/** One client connection of a user to one node. */
export interface Connection {
  connectionId: string
  username: string
  /** The node's lease under which it is held. */
  incarnation: string
  /** Its user may have any number. */
  unlimited?: boolean
}

/**
 * Counts a connection. Idempotent by `connectionId`.
 *
 * @throws `too_many_connections`; FencedError when the node was declared dead
 */
export const openConnection = async (
  { link, keys, options }: StoreContext,
  { connectionId, username, incarnation, unlimited }: Connection,
): Promise<void> => {
  const { connections, online, heldBy, fenced } = keys.user(username)
  const outcome = await runOpen(
    link,
    [connections, online, heldBy(incarnation), fenced],
    [connectionId, username, incarnation, unlimited ? 'inf' : options.limits.connectionsPerUser],
  )
  if (outcome === 'fenced') throw new FencedError()
  if (outcome === 'too_many') throw new ProtocolError('too_many_connections')
}

/** Forgets a connection. Idempotent. */
export const closeConnection = async (
  { link, keys }: StoreContext,
  { connectionId, username, incarnation }: Connection,
): Promise<void> => {
  const { connections, online, heldBy } = keys.user(username)
  await runClose(link, [connections, online, heldBy(incarnation)], [connectionId, username])
}
