import type { Identity } from '@socketlink/contract'
import type { Store } from '@socketlink/store'
import type { Logger } from 'pino'
import type { Passwords } from './auth/passwords.ts'
import type { Config } from './config.ts'
import type { DomainEvents } from './domain-events.ts'
import type { Metrics } from './metrics.ts'
import type { Holdings } from './presence/holdings.ts'
import type { Lease } from './presence/lease.ts'

/** What the parts of a node share. Made once in node.ts and handed on; nothing is looked up anywhere else. */
export interface Context {
  config: Config
  log: Logger
  store: Store
  events: DomainEvents
  metrics: Metrics
  passwords: Passwords
  holdings: Holdings
  lease: Lease
  /** The node wants no new clients: it drains or is about to end. */
  draining: boolean
}

/** Who a call is made for: the holder of a valid token. */
export interface Caller extends Identity {
  /** Unix milliseconds at which the token ends. */
  expiresAt: number
}
