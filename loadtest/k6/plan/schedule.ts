import type { Plan } from './plan.ts'
import { checkSeconds } from './plan.ts'

/** When one connection does what; seconds from the beginning of the run. */
export interface Timetable {
  connectAt: number
  joinAt: number
  sendAt: number[]
  /** Loses its connection. */
  cutAt: number[]
  checkAt: number
}

type Rates = Pick<Plan, 'messagesPerSecond' | 'seconds' | 'happenings'>

/** The rate of the whole run, piece by piece: seconds from the first message. */
const ratePieces = ({ messagesPerSecond, seconds, happenings }: Rates) => {
  const pieces: { from: number; to: number; rate: number }[] = []
  let from = 0
  for (const peak of happenings.peaks ?? []) {
    pieces.push({ from, to: peak.at, rate: messagesPerSecond })
    from = peak.at + peak.seconds
    pieces.push({ from: peak.at, to: from, rate: messagesPerSecond * peak.factor })
  }
  pieces.push({ from, to: seconds, rate: messagesPerSecond })
  return pieces
}

/** When the k-th message of the run is due, in seconds from the first; undefined when the run is over before. */
export const messageTimer = (rates: Rates): ((k: number) => number | undefined) => {
  const pieces = ratePieces(rates)
  return k => {
    let left = k
    for (const { from, to, rate } of pieces) {
      const count = (to - from) * rate
      if (left < count) return from + left / rate
      left -= count
    }
    return undefined
  }
}

/** How many messages the run sends. */
export const countMessages = (rates: Rates): number =>
  Math.ceil(ratePieces(rates).reduce((sum, { from, to, rate }) => sum + (to - from) * rate, 0) - 1e-6)

/** The room of a connection, its place among the room's members, and how many those are. */
export const seatOf = (socket: number, { sockets, rooms }: Pick<Plan, 'sockets' | 'rooms'>) => {
  const room = socket % rooms
  return { room, place: Math.floor(socket / rooms), members: Math.ceil((sockets - room) / rooms) }
}

/** The account of a connection. Members of one room are different users, as far as there are that many. */
export const userOf = (socket: number, plan: Pick<Plan, 'sockets' | 'rooms' | 'users'>): number => {
  const { room, place } = seatOf(socket, plan)
  return (place + room * 7) % plan.users
}

/** Spreads connections over a span by their number. */
const spread = (socket: number, sockets: number, seconds: number): number => (seconds * socket) / sockets

/** Of a room that a crowd is about to join one in ten is there before, and these do the talking. */
const oneInTen = 10

/** The messages of one member: the room's members take turns. */
const timesToSend = (socket: number, plan: Plan): number[] => {
  const { room, place, members } = seatOf(socket, plan)
  const step = plan.happenings.joins ? oneInTen : 1
  if (place % step !== 0) return []
  const times: number[] = []
  const timeOf = messageTimer(plan)
  for (let turn = place / step; ; turn += Math.ceil(members / step)) {
    const time = timeOf(room + plan.rooms * turn)
    if (time === undefined) return times
    times.push(plan.startsAt + time)
  }
}

/** Works out what one connection does. All of it is known before the run, so nothing waits for an answer. */
export const makeTimetable = (socket: number, plan: Plan): Timetable => {
  const { sockets, startsAt, overAt, rampSeconds, happenings } = plan
  const { joins, cuts = [] } = happenings
  const connectAt = spread(socket, sockets, rampSeconds)
  const early = seatOf(socket, plan).place % oneInTen === 0
  const checks = checkSeconds(sockets)
  return {
    connectAt,
    joinAt: joins && !early ? startsAt + joins.at + spread(socket, sockets, joins.within) : connectAt,
    sendAt: timesToSend(socket, plan),
    cutAt: cuts
      .filter(({ part }, index) => ((socket * 13 + index * 7) % 20) / 20 < part)
      .map(({ at, within }) => startsAt + at + spread(socket, sockets, within)),
    checkAt: overAt - checks + spread(socket, sockets, checks),
  }
}
