import type { Store } from '@socketlink/store'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface MetricSources {
  store: Store
  connections: () => number
  rooms: () => number
  hashQueue: () => number
}

/** How often it is looked how late the event loop is, in ms; what is told includes it. */
const lagLookMs = 100

const seconds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]

/** What this node tells Prometheus; each node has its own registry, so that several fit in one process. */
export const createMetrics = ({ store, connections, rooms, hashQueue }: MetricSources) => {
  const registry = new Registry()
  const registers = [registry]
  // Brings process_* and nodejs_*, the event-loop lag among them, which wakes the node each time that it looks.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: lagLookMs })

  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  gauge('socketlink_connections', 'Client connections of this node', connections)
  gauge('socketlink_rooms', 'Rooms with a member on this node', rooms)
  gauge('socketlink_redis_up', '1 while Redis can be used', () => (store.link.ready ? 1 : 0))
  gauge('socketlink_hash_queue', 'Password hashes waiting', hashQueue)
  gauge(
    'socketlink_unsettled_channels',
    'Channels whose subscription is under way',
    () => store.subscriber.unsettled,
  )

  return {
    registry,
    messages: new Counter({
      name: 'socketlink_messages_total',
      help: 'Messages sequenced through this node',
      registers,
    }),
    provisional: new Counter({
      name: 'socketlink_provisional_messages_total',
      help: 'Messages shown on this node while Redis was away, and kept nowhere',
      registers,
    }),
    duplicates: new Counter({
      name: 'socketlink_duplicate_sends_total',
      help: 'Sends that had been made before',
      registers,
    }),
    deliveries: new Counter({
      name: 'socketlink_deliveries_total',
      help: 'Room events handed to client connections of this node',
      registers,
    }),
    roomsRead: new Counter({
      name: 'socketlink_rooms_read_total',
      help: 'Rooms of this node that were looked up in Redis, to see whether anything was missed',
      registers,
    }),
    roomsCompared: new Counter({
      name: 'socketlink_rooms_compared_total',
      help: 'Rooms of this node whose members were compared with Redis',
      registers,
    }),
    roomsBehind: new Counter({
      name: 'socketlink_rooms_behind_total',
      help: 'Rooms of this node that had missed messages',
      registers,
    }),
    slowClients: new Counter({
      name: 'socketlink_slow_clients_total',
      help: 'Clients that lagged: sent fewer events, sent none, or closed',
      labelNames: ['step'],
      registers,
    }),
    roomsCreated: new Counter({
      name: 'socketlink_rooms_created_total',
      help: 'Rooms made through this node',
      registers,
    }),
    sendSeconds: new Histogram({
      name: 'socketlink_send_seconds',
      help: 'Time from a checked send to its place in history',
      buckets: seconds,
      registers,
    }),
    callSeconds: new Histogram({
      name: 'socketlink_call_seconds',
      help: 'Time from a client call to its answer',
      labelNames: ['call', 'outcome'],
      buckets: seconds,
      registers,
    }),
  }
}

export type Metrics = ReturnType<typeof createMetrics>
