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
 * The text around the JSON payload of one event to one room; a script puts the payload between.
 *
 * @param except a socket that is not to get it
 */
export const envelope = (socketRoom: string, event: keyof ServerEvents, except?: string): Envelope => {
  const opts = { rooms: [socketRoom], except: except === undefined ? [] : [except], flags: {} }
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

/** Begins the payloads that mark a place in a channel's order; a JSON object never does. */
const markStart = 'mark:'

export const mark = (id: string): string => markStart + id

/** The id of a mark, or undefined when the payload is none. */
export const readMark = (payload: Buffer): string | undefined =>
  payload[0] === 0x6d ? payload.toString('latin1', markStart.length) : undefined
