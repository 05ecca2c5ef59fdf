import type { ServerEvents } from '@socketlink/contract'

/**
 * The wire format of @socket.io/redis-adapter 8 for a broadcast, as its sharded adapter reads it from a channel. A
 * script publishes in this format with the sender `emitter`, which every node, the one that ran the script included,
 * takes as a message from outside: so all of them receive one order.
 */
const broadcast = 3
const socketIoEvent = 2

export interface Envelope {
  /** What stands before the event's payload, and what stands behind it. */
  head: string
  tail: string
}

/**
 * The text around the JSON payload of one event; a script puts the payload between.
 *
 * @param socketRoom the room it is for; undefined is everyone
 * @param except sockets that are not to get it
 */
export const envelope = (
  socketRoom: string | undefined,
  event: keyof ServerEvents,
  except: readonly string[] = [],
): Envelope => {
  const opts = { rooms: socketRoom === undefined ? [] : [socketRoom], except, flags: {} }
  const routing = `{"uid":"emitter","type":${broadcast},"nsp":"/","data":{"opts":${JSON.stringify(opts)},`
  return {
    head: `${routing}"packet":{"type":${socketIoEvent},"nsp":"/","data":["${event}",`,
    tail: ']}}}',
  }
}

/** Reads one broadcast back: the event, its payload and the sockets left out; undefined for anything else. */
export const readBroadcast = (
  payload: Buffer,
): { event: keyof ServerEvents; data: unknown; except: string[] } | undefined => {
  const parsed = JSON.parse(payload.toString()) as {
    type: number
    data: { opts: { except: string[] }; packet: { data: [keyof ServerEvents, unknown] } }
  }
  if (parsed.type !== broadcast) return undefined
  const [event, data] = parsed.data.packet.data
  return { event, data, except: parsed.data.opts.except }
}

const fromScript = Buffer.from('{"uid":"emitter",')
const packetStart = Buffer.from(`"packet":{"type":${socketIoEvent},"nsp":"/","data":`)
const nobodyExcepted = Buffer.from('"except":[]')
const packetEnd = '}}}'.length

/** One event for a room, as a script has published it. */
export interface RoomEvent {
  /** `["event",payload]` in JSON, untouched: a view into the payload. */
  data: Buffer
  /** Sockets that do not get it. */
  except: string[]
}

/**
 * Takes the event out of a payload that was made with `envelope`, without parsing the event; undefined for anything
 * else, broadcasts of the adapter itself included.
 */
export const readRoomEvent = (payload: Buffer): RoomEvent | undefined => {
  if (!payload.subarray(0, fromScript.length).equals(fromScript)) return undefined
  // Names of rooms and sockets hold no quote, so what comes first is the envelope's own.
  const start = payload.indexOf(packetStart)
  if (start === -1) return undefined
  const data = payload.subarray(start + packetStart.length, -packetEnd)
  const toAll = payload.indexOf(nobodyExcepted)
  if (toAll !== -1 && toAll < start) return { data, except: [] }
  const routing = `${payload.toString('latin1', 0, start - 1)}}}`
  const { opts } = (JSON.parse(routing) as { data: { opts: { except: string[] } } }).data
  return { data, except: opts.except }
}

/** Begins the payloads that mark a place in a channel's order; a JSON object never does. */
const markStart = 'mark:'

export const mark = (id: string): string => markStart + id

/** The id of a mark, or undefined when the payload is none. */
export const readMark = (payload: Buffer): string | undefined =>
  payload[0] === 0x6d ? payload.toString('latin1', markStart.length) : undefined
