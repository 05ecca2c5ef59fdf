import type { Transport } from '../socketio/link.ts'
import type { ScenarioName } from './scenarios.ts'
import { scenarios } from './scenarios.ts'
import type { Happenings, ProfileName, Shape, Size, TimeLimits } from './shape.ts'

/** What one run does, to the last number. The launcher makes it, k6 reads it, the report shows it. */
export interface Plan extends Size {
  scenario: ScenarioName
  profile: ProfileName
  about: string
  /** Names the run in its messages. */
  runId: string
  /** Of the cluster, without a slash at the end. */
  url: string
  transports: Transport[]
  /** Characters in a message's text. */
  textLength: number
  happenings: Happenings
  limits: TimeLimits
  /** Virtual users of k6, each with several connections. */
  vus: number
  /** Seconds from the beginning to the first message, to the end of the last, and to the end of it all. */
  startsAt: number
  endsAt: number
  overAt: number
  /** What the plots have on their time axis. */
  buckets: { count: number; seconds: number }
}

export interface PlanOptions {
  scenario: ScenarioName
  profile: ProfileName
  runId: string
  url: string
  /** In place of the profile's numbers. */
  size?: Partial<Size>
  /** Makes the limits on time so many times as wide. */
  patience?: number
}

const usualLimits: TimeLimits = { connect: 2000, ack: 500, delivery: 1000, recovery: 10_000, sendLag: 100 }

const socketsPerVu = 50
/** For the last ones to be there. */
const gatherSeconds = 1
/** For the last messages to be delivered. */
const settleSeconds = 2

/** Everyone asks at the end; not all in one moment. */
export const checkSeconds = (sockets: number): number => Math.max(1, sockets / 500)

const niceSteps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800]

const chooseBuckets = (seconds: number): Plan['buckets'] => {
  const step = niceSteps.find(candidate => seconds / candidate <= 60) ?? 3600
  return { count: Math.ceil(seconds / step), seconds: step }
}

const widen = (limits: TimeLimits, patience: number): TimeLimits => ({
  connect: limits.connect * patience,
  ack: limits.ack * patience,
  delivery: limits.delivery * patience,
  recovery: limits.recovery * patience,
  sendLag: limits.sendLag * patience,
})

/** Works out a run. */
export const makePlan = (options: PlanOptions): Plan => {
  const { scenario, profile, runId, url, patience = 1 } = options
  const shape: Shape = scenarios[scenario]
  const size = { ...shape.sizes[profile], ...options.size }
  const startsAt = size.rampSeconds + gatherSeconds
  const endsAt = startsAt + size.seconds
  const overAt = endsAt + settleSeconds + checkSeconds(size.sockets)
  return {
    ...size,
    rooms: Math.min(size.rooms, size.sockets),
    users: Math.min(size.users, size.sockets),
    scenario,
    profile,
    about: shape.about,
    runId,
    url,
    transports: shape.transports,
    textLength: 120,
    happenings: shape.happenings(size),
    limits: widen({ ...usualLimits, ...shape.limits }, patience),
    vus: Math.min(size.sockets, Math.max(2, Math.ceil(size.sockets / socketsPerVu))),
    startsAt,
    endsAt,
    overAt,
    buckets: chooseBuckets(overAt),
  }
}
