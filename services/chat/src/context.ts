import type { Store } from '@socketlink/store'
import type { Logger } from 'pino'
import type { Passwords } from './auth/passwords.ts'
import type { SlowClients } from './backpressure/slow-clients.ts'
import type { Config } from './config.ts'
import type { DomainEvents } from './domain-events.ts'
import type { ProvisionalMessages } from './island/provisional-messages.ts'
import type { Metrics } from './metrics.ts'
import type { Holdings } from './presence/holdings.ts'
import type { Lease } from './presence/lease.ts'
import type { HostedRooms } from './rooms/hosted-rooms.ts'
import type { IsUnlimited } from './unlimited.ts'

/** What the parts of a node share. Made once in node.ts and handed on; nothing is looked up anywhere else. */
export interface Context {
  config: Config
  log: Logger
  store: Store
  events: DomainEvents
  metrics: Metrics
  passwords: Passwords
  rooms: HostedRooms
  provisional: ProvisionalMessages
  slowClients: SlowClients
  holdings: Holdings
  lease: Lease
  /** For whom limits do not hold; nobody, unless a load test was asked for. */
  isUnlimited: IsUnlimited
  /** The node wants no new clients: it drains or is about to end. */
  draining: boolean
}
