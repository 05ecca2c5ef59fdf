import { setTimeout as delay } from 'node:timers/promises'
import type { KeptRoom } from './checker/recorded-history.ts'
import type { Crowd } from './clients/crowd.ts'
import type { Recorder } from './clients/recorder.ts'
import type { Asker } from './stage/ask-cluster.ts'
import { waitUntil } from './wait-until.ts'

/** What clients may take to come back, and to send what they have left, in ms; the checker counts those that did not. */
const patienceMs = 20_000
/** When a node dies, its users who stay away have left every room within this time, in ms. */
const ghostsMs = 12_000
/** What a message may take to everybody when nothing is broken, in ms; the checker counts who misses it. */
const deliveryMs = 5000

/** How long the load goes on behind a fault, in ms: what was broken must be seen to work again. */
const afterMs = 1000

/** Waits until everybody is back, ends the load, and waits until everything is sent; both for a bounded time. */
export const settleCrowd = async ({ clients }: Crowd, endLoad: () => Promise<void>): Promise<void> => {
  const wanted = () => clients.filter(client => client.wanted)
  await waitUntil(() => wanted().every(client => client.inRoom), patienceMs)
  await delay(afterMs)
  await endLoad()
  await waitUntil(() => wanted().every(client => client.isSettled), patienceMs)
}

/** Gives users who are gone the time in which they must have left. */
const waitForGhosts = async (crowd: Crowd, recorder: Recorder, asker: Asker): Promise<void> => {
  const last = recorder.events.findLast(({ type }) => type === 'retired')?.at
  if (last === undefined) return
  const meant = Map.groupBy(
    crowd.clients.filter(({ wanted }) => wanted),
    ({ roomName }) => roomName,
  )
  await waitUntil(
    async () => {
      const counts = await asker.userCounts()
      return crowd.rooms.every(room => counts.get(room) === meant.get(room)?.length)
    },
    last + ghostsMs - performance.now(),
  )
}

/** A last message in each room: whoever does not show it is deaf, and whatever came before it has arrived. */
const sendLastMessages = async (crowd: Crowd, recorder: Recorder): Promise<void> => {
  const from = recorder.events.length
  const listeners = crowd.clients.filter(({ inRoom, wanted }) => inRoom && wanted)
  const speakers = new Map(listeners.map(client => [client.roomName, client]))
  const ids = [...speakers.values()].map(client => client.say('the last message'))
  await waitUntil(() => {
    const shown = recorder.events
      .slice(from)
      .filter(event => event.type === 'shown' && ids.includes(event.message.clientMessageId ?? ''))
    return shown.length >= listeners.length && listeners.every(client => client.isSettled)
  }, deliveryMs)
}

/** Asks the cluster what it keeps of each room and who is there, once all that was told has arrived. */
export const collectRooms = async (crowd: Crowd, recorder: Recorder, asker: Asker): Promise<KeptRoom[]> => {
  await waitForGhosts(crowd, recorder, asker)
  const users = await asker.users(crowd.rooms)
  await sendLastMessages(crowd, recorder)
  return Promise.all(
    crowd.rooms.map(async room => ({ ...(await asker.history(room)), users: users.get(room) ?? [] })),
  )
}
