import type { Shape, Size } from './shape.ts'

/** sockets, rooms, users, messages a second, ramp, seconds */
const size = (
  sockets: number,
  rooms: number,
  users: number,
  messagesPerSecond: number,
  rampSeconds: number,
  seconds: number,
): Size => ({ sockets, rooms, users, messagesPerSecond, rampSeconds, seconds })

const nothing = () => ({})

/** Every scenario, with its size in each profile. `small` is for a laptop that runs cluster and generator together. */
export const scenarios = {
  smoke: {
    about: 'every call once, both transports, one lost connection each: does it work at all?',
    transports: ['websocket', 'polling'],
    sizes: {
      small: size(8, 2, 4, 4, 1, 5),
      medium: size(40, 4, 20, 8, 2, 10),
      large: size(200, 10, 50, 20, 5, 20),
    },
    happenings: ({ seconds }) => ({ tour: true, cuts: [{ at: seconds / 2, within: 1, part: 1 }] }),
  },
  steady: {
    about: 'many rooms of ordinary size, an even flow',
    transports: ['websocket'],
    sizes: {
      small: size(200, 20, 40, 20, 4, 20),
      medium: size(2000, 100, 200, 200, 20, 120),
      large: size(10_000, 200, 1000, 400, 60, 300),
    },
    happenings: nothing,
  },
  fanout: {
    about: 'large rooms: each message goes to hundreds',
    transports: ['websocket'],
    sizes: {
      small: size(120, 1, 40, 10, 3, 15),
      medium: size(1000, 1, 200, 10, 10, 60),
      large: size(5000, 5, 1000, 50, 40, 120),
    },
    happenings: nothing,
  },
  spike: {
    about: 'ten times the messages for a few seconds',
    transports: ['websocket'],
    sizes: {
      small: size(100, 10, 20, 5, 3, 20),
      medium: size(1000, 20, 100, 20, 10, 60),
      large: size(5000, 100, 500, 100, 40, 180),
    },
    happenings: ({ seconds }) => ({ peaks: [{ at: seconds * 0.4, seconds: seconds * 0.2, factor: 10 }] }),
  },
  'join-storm': {
    about: 'everyone joins one room in a few seconds, each a user of their own',
    transports: ['websocket'],
    sizes: {
      small: size(150, 1, 150, 2, 3, 12),
      medium: size(1000, 1, 1000, 2, 10, 30),
      large: size(5000, 1, 5000, 2, 40, 60),
    },
    happenings: ({ seconds }) => ({ joins: { at: seconds * 0.2, within: Math.min(10, seconds * 0.4) } }),
    limits: { delivery: 3000, ack: 3000 },
  },
  'reconnect-storm': {
    about: 'all connections are lost in one moment and come back',
    transports: ['websocket'],
    sizes: {
      small: size(200, 10, 40, 10, 4, 20),
      medium: size(2000, 50, 200, 50, 20, 60),
      large: size(10_000, 200, 1000, 100, 60, 120),
    },
    happenings: ({ seconds }) => ({ cuts: [{ at: seconds * 0.3, within: 0, part: 1 }] }),
    // Who is away gets its messages when it is back.
    limits: { delivery: 10_000, ack: 10_000 },
  },
  'login-storm': {
    about: 'many log in at once while others talk',
    transports: ['websocket'],
    sizes: {
      small: size(60, 6, 20, 6, 2, 20),
      medium: size(500, 20, 50, 20, 10, 60),
      large: size(2000, 50, 200, 50, 20, 120),
    },
    happenings: ({ seconds, users }) => ({
      logins: { at: seconds * 0.3, seconds: seconds * 0.4, perSecond: Math.max(40, users / 2) },
    }),
  },
  scale: {
    about: 'nodes are added and taken away meanwhile',
    transports: ['websocket'],
    sizes: {
      small: size(100, 10, 20, 10, 3, 45),
      medium: size(1000, 50, 100, 50, 15, 90),
      large: size(5000, 100, 500, 100, 40, 180),
    },
    happenings: ({ seconds }) => ({
      scaling: [
        { at: seconds * 0.1, nodes: 5 },
        { at: seconds * 0.4, nodes: 2 },
        { at: seconds * 0.7, nodes: 3 },
      ],
    }),
    limits: { delivery: 10_000, ack: 10_000 },
  },
  polling: {
    about: 'the even flow for clients without WebSocket',
    transports: ['polling'],
    sizes: {
      small: size(60, 6, 20, 6, 3, 15),
      medium: size(500, 25, 50, 25, 10, 60),
      large: size(2000, 100, 200, 50, 40, 180),
    },
    happenings: nothing,
  },
  soak: {
    about: 'an even flow for long, with connections that come and go',
    transports: ['websocket'],
    sizes: {
      small: size(100, 10, 20, 5, 3, 300),
      medium: size(1000, 50, 100, 25, 15, 3600),
      large: size(5000, 100, 500, 50, 40, 8 * 3600),
    },
    happenings: ({ seconds }) => ({
      cuts: Array.from({ length: 10 }, (_, turn) => ({
        at: (seconds * turn) / 10,
        within: (seconds * 0.8) / 10,
        part: 0.5,
      })),
    }),
    limits: { delivery: 5000, ack: 5000 },
  },
} as const satisfies Record<string, Shape>

export type ScenarioName = keyof typeof scenarios
export const scenarioNames = Object.keys(scenarios) as ScenarioName[]
