import { expect, onTestFinished } from 'vitest'
import type { Member } from '../../../../../deploy/redis/group.ts'
import { eventually } from '../../support/eventually.ts'
import type { Conversation } from './conversation-load.ts'
import type { KindCluster } from './open-cluster.ts'

/** The ways in which a master fails: its connections break at once, or they stay and say nothing. */
export const failures = [
  ['killed', 'SIGKILL'],
  ['frozen', 'SIGSTOP'],
] as const

/** `ROLE` of a replica that has its master's data names these, among others. */
const following = ['slave', 'connected']

const inSeconds = (times: number[]): string => {
  const [least, most] = [Math.min(...times), Math.max(...times)].map(ms => (ms / 1000).toFixed(2))
  return least === most ? `${most} s` : `${least} to ${most} s`
}

/** The master that has most of the rooms, and which. */
const findBusiest = async ({ group }: KindCluster, names: string[]) => {
  const shares = await Promise.all(
    group.servers.map(async server => {
      const [role, heads] = await Promise.all([
        group.ask(server, 'ROLE'),
        group.ask(server, 'KEYS', '*:room:*:head'),
      ])
      const rooms = names.filter(name => heads.includes(`:room:${name}:head`))
      return { master: server, rooms: role.startsWith('master') ? rooms : [] }
    }),
  )
  const [busiest] = shares.sort((a, b) => b.rooms.length - a.rooms.length)
  if (busiest === undefined) throw new Error('there is no server')
  return busiest
}

/** Brings a server back once, at the end of the test at the latest. Resolves when it follows another one. */
const bringBackOnce = ({ group }: KindCluster, server: Member, signal: NodeJS.Signals) => {
  const bringBack = async (): Promise<void> => {
    if (signal === 'SIGSTOP') server.kill('SIGCONT')
    else await server.start()
    // Sentinels let it be a master for some seconds before they tell it otherwise: nobody may go back to it.
    await eventually(async () => {
      const role = (await group.ask(server, 'ROLE')).split('\n')
      expect(role).toEqual(expect.arrayContaining(following))
    }, 30_000)
  }
  let isBack: Promise<void> | undefined
  const once = (): Promise<void> => {
    isBack ??= bringBack()
    return isBack
  }
  onTestFinished(once)
  return once
}

/**
 * Takes the master with most of the rooms away until every room takes messages again, then brings it back until it
 * follows another one and the talk goes on. Prints how long the rooms waited.
 *
 * @returns the longest time, in ms, in which nothing was kept while it was away: in each of its rooms, and of the others
 */
export const failOver = async (
  cluster: KindCluster,
  talk: Conversation,
  [failure, signal]: readonly [string, NodeJS.Signals],
): Promise<{ own: number[]; others: number[] }> => {
  const { master, rooms } = await findBusiest(cluster, talk.rooms)
  const failedAt = performance.now()
  master.kill(signal)
  const bringBack = bringBackOnce(cluster, master, signal)
  await talk.untilKept(5)
  const away = [...talk.longestPauses(failedAt)]
  const own = away.filter(([name]) => rooms.includes(name)).map(([, ms]) => ms)
  const others = away.filter(([name]) => !rooms.includes(name)).map(([, ms]) => ms)

  const returnedAt = performance.now()
  await bringBack()
  const follows = performance.now() - returnedAt
  await talk.untilKept(5)
  const after = [...talk.longestPauses(returnedAt).values()]
  process.stderr.write(
    `${cluster.kind}, master ${failure}: its ${own.length} rooms took messages again after ${inSeconds(own)}; ` +
      (others.length === 0 ? '' : `the other ${others.length} waited for ${inSeconds(others)}; `) +
      `it came back as a replica in ${inSeconds([follows])}, and all rooms waited for ${inSeconds(after)}\n`,
  )
  return { own, others }
}
