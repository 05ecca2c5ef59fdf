import type { Connection } from '../connections/connections.ts'
import type { StoreContext } from '../context.ts'
import type { Membership } from '../presence/membership.ts'
import { loadScript } from '../script.ts'

const runRenew = loadScript(import.meta.url, './renew-lease.lua')
const runFence = loadScript(import.meta.url, './fence-node.lua')
const runRetire = loadScript(import.meta.url, './retire-node.lua')

/** A dead incarnation is refused for a day; its process will not have slept longer. */
const fencedForMs = 86_400_000

/**
 * Renews a node's lease, or begins it.
 *
 * @returns whether it holds (false: others have declared it dead), and the incarnations whose lease has run out
 */
export const renewLease = async (
  { link, keys }: StoreContext,
  { incarnation, leaseMs, connections }: { incarnation: string; leaseMs: number; connections: number },
): Promise<{ renewed: boolean; expired: string[] }> => {
  const reply = await runRenew(
    link,
    [keys.nodes, keys.nodeLoad, keys.nodesFenced],
    [incarnation, leaseMs, connections],
  )
  const [renewed, expired] = reply as [number, string[]]
  return { renewed: renewed === 1, expired }
}

/** Ends a node's lease in `afterMs`, when it goes away in order. */
export const retireNode = async (
  { link, keys }: StoreContext,
  incarnation: string,
  afterMs: number,
): Promise<void> => {
  await runRetire(link, [keys.nodes, keys.nodeLoad], [incarnation, afterMs])
}

/** What a dead node left behind in one partition. */
export type Remains =
  | { kind: 'membership'; membership: Membership }
  | { kind: 'connection'; connection: Connection }

const parseRemains = (entry: string, incarnation: string): Remains => {
  const [kind, id = '', username = '', roomName = ''] = entry.split(':')
  return kind === 'conn'
    ? { kind: 'connection', connection: { connectionId: id, username, incarnation } }
    : { kind: 'membership', membership: { memberId: id, username, roomName, incarnation } }
}

/** Declares an incarnation dead for the whole cluster: from now on its lease is not renewed. */
export const fenceNode = async ({ link, keys }: StoreContext, incarnation: string): Promise<void> => {
  await runFence(link, [keys.nodesFenced], [incarnation, fencedForMs])
}

/** Refuses an incarnation in one partition, so that nothing is added to what it left behind there. */
export const fencePartition = async (
  { link, keys }: StoreContext,
  incarnation: string,
  partition: number,
): Promise<void> => {
  await runFence(link, [keys.partition(partition).fenced], [incarnation, fencedForMs])
}

/** Up to `atMost` things an incarnation still holds in a partition. Each is gone when it was left or closed. */
export const listRemains = async (
  { link, keys }: StoreContext,
  incarnation: string,
  partition: number,
  atMost = 500,
): Promise<Remains[]> => {
  const held = keys.partition(partition).heldBy(incarnation)
  const entries = await link.run(held, redis => redis.sRandMemberCount(held, atMost))
  return entries.map(entry => parseRemains(entry, incarnation))
}

/** Forgets a dead incarnation once nothing of it is left. */
export const forgetNode = async ({ link, keys }: StoreContext, incarnation: string): Promise<void> => {
  await Promise.all([
    link.run(keys.nodes, redis => redis.zRem(keys.nodes, incarnation)),
    link.run(keys.nodeLoad, redis => redis.hDel(keys.nodeLoad, incarnation)),
  ])
}
