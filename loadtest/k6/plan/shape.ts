import type { Transport } from '../socketio/link.ts'

export const profileNames = ['small', 'medium', 'large'] as const
export type ProfileName = (typeof profileNames)[number]

/** How much of everything. */
export interface Size {
  /** Connections, evenly over rooms. */
  sockets: number
  rooms: number
  /** Accounts they share: a person may have several connections. */
  users: number
  /** Of all rooms together, while messages are sent. */
  messagesPerSecond: number
  /** Everyone connects within it. */
  rampSeconds: number
  /** For so long messages are sent. */
  seconds: number
}

/** What happens besides, in seconds from the first message. */
export interface Happenings {
  /** The rate times so much, for a while. */
  peaks?: { at: number; seconds: number; factor: number }[]
  /** A part of the connections is lost, all within so many seconds, and comes back. */
  cuts?: { at: number; within: number; part: number }[]
  /** All but one in ten are connected and wait; they join within so many seconds. */
  joins?: { at: number; within: number }
  /** Each virtual user makes every call once before it begins. */
  tour?: true
  /** Logins over HTTP. */
  logins?: { at: number; seconds: number; perSecond: number }
  /** The cluster is brought to so many nodes, from outside. */
  scaling?: { at: number; nodes: number }[]
}

/** The most that may be taken; ms. */
export interface TimeLimits {
  /** 95 of 100 connects, from when each was due. */
  connect: number
  /** 99 of 100 acks, from when each message was due. */
  ack: number
  /** 99 of 100 deliveries, from when the message was due. */
  delivery: number
  /** 95 of 100 returns to the room, from the loss of the connection. */
  recovery: number
  /** 99 of 100 sends: how late the generator itself was. */
  sendLag: number
}

export interface Shape {
  /** One line for the help. */
  about: string
  transports: Transport[]
  sizes: Record<ProfileName, Size>
  happenings(size: Size): Happenings
  limits?: Partial<TimeLimits>
}
