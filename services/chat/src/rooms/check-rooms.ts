import { coalesce } from '../coalesce.ts'
import type { Context } from '../context.ts'
import { heartbeatsToSettle } from '../presence/lease.ts'
import { Seam } from './seam.ts'
import { tellDifferences } from './tell-differences.ts'

/** All rooms are looked at with every so many heartbeats. */
const heartbeatsBetween = 5
/** Rooms whose members are read at once, and how long that may take, in ms. */
const roomsAtOnce = 50
const patienceMs = 3000

/** Compares who is in a room with what its members here were told, and tells the difference. */
const comparePresence = async (context: Context, roomName: string): Promise<void> => {
  const { store, rooms, metrics } = context
  const { channel, socketRoom } = store.addressOf(roomName)
  const seam = await Seam.open(store, channel, AbortSignal.timeout(patienceMs))
  try {
    const truth = await seam.meet(store.presence.read(roomName, seam.mark))
    metrics.roomsCompared.inc()
    const userCount = tellDifferences(context, roomName, truth, seam.behind)
    if (rooms.presenceIn(socketRoom)?.userCount !== userCount)
      store.tellHere(roomName, 'room_presence', { joined: [], left: [], userCount })
  } finally {
    seam.close()
  }
}

const comparePresences = async (context: Context, roomNames: string[]): Promise<void> => {
  for (let done = 0; done < roomNames.length; done += roomsAtOnce) {
    const some = roomNames.slice(done, done + roomsAtOnce)
    await Promise.all(some.map(roomName => comparePresence(context, roomName)))
  }
}

/**
 * Finds out which rooms of this node are further in Redis than what was delivered here, and tells their members, so that
 * they fetch what is missing without waiting for the next message.
 *
 * @returns the rooms, but for big ones, that have another number of users than their members were told
 */
const checkHeads = async ({ store, rooms, metrics }: Context): Promise<string[]> => {
  const states = await store.rooms.states(rooms.names)
  metrics.roomsRead.inc(states.size)
  // What was published before they were read has been delivered then.
  await store.subscriber.caughtUp()
  const miscounted: string[] = []
  for (const [roomName, { head, userCount }] of states) {
    const { socketRoom } = store.addressOf(roomName)
    const told = rooms.headOf(socketRoom)
    if (told === undefined) continue
    const presence = rooms.presenceIn(socketRoom)
    if (presence?.isNamed && presence.userCount !== userCount) miscounted.push(roomName)
    if (head === undefined || (head.epoch === told.epoch && head.seq <= told.seq)) continue
    metrics.roomsBehind.inc()
    store.tellHere(roomName, 'room_head', { roomName, ...head })
  }
  return miscounted
}

/** Tells rooms with messages that are kept nowhere yet that these can be sent again. */
const inviteRepeats = ({ store, rooms, provisional }: Context): void => {
  for (const roomName of provisional.rooms) {
    const head = rooms.headOf(store.addressOf(roomName).socketRoom)
    if (head !== undefined) store.tellHere(roomName, 'room_head', { roomName, ...head })
  }
}

/**
 * Looks after every outage, and now and then, whether the members of this node's rooms have missed something: pub/sub
 * drops without a word what it cannot deliver. The answer stops it. See docs/adr/0019-missed-events.md.
 */
export const checkRoomsRegularly = (context: Context): (() => void) => {
  const { store, rooms, lease } = context
  const { heartbeatMs } = context.config.presence
  let settling: NodeJS.Timeout | undefined
  const run = (work: () => Promise<void>): void => {
    // When Redis is away, again, there is a next time.
    if (store.link.ready) work().catch(() => {})
  }
  const lookThrough = coalesce(async () => {
    const miscounted = await checkHeads(context)
    if (lease.isSettled) await comparePresences(context, miscounted)
  })
  const afterOutage = async (): Promise<void> => {
    clearTimeout(settling)
    settling = setTimeout(
      () => run(() => comparePresences(context, rooms.names)),
      heartbeatsToSettle * heartbeatMs,
    )
    await Promise.all([lease.restored, store.subscriber.settled()])
    await lookThrough()
    inviteRepeats(context)
  }
  const onReady = (): void => run(afterOutage)
  // A channel has moved to another server of a Cluster: it was deaf until it is settled there.
  const onDropped = (): void => run(() => store.subscriber.settled().then(lookThrough))
  store.link.on('ready', onReady)
  store.link.on('dropped', onDropped)
  // A part of a Redis Cluster may have been away, or moved, while the whole never was.
  const onResumed = (): void => run(lookThrough)
  store.subscriber.on('resumed', onResumed)
  const timer = setInterval(() => run(lookThrough), heartbeatsBetween * heartbeatMs)
  return () => {
    store.link.off('ready', onReady)
    store.link.off('dropped', onDropped)
    store.subscriber.off('resumed', onResumed)
    clearInterval(timer)
    clearTimeout(settling)
  }
}
