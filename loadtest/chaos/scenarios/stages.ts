import { fileURLToPath } from 'node:url'
import type { StageSettings } from '../stage/open-stage.ts'

const skewedClock = new URL('../faults/skewed-clock.ts', import.meta.url)
const clock = (minutes: number): Record<string, string> => ({
  NODE_OPTIONS: `--import=${fileURLToPath(skewedClock)}`,
  CHAOS_CLOCK_SKEW_MS: String(minutes * 60_000),
})

/** Three nodes with breakable links, Redis on a disk that can break. Most scenarios play here, one after the other. */
export const usualStage: StageSettings = {
  nodes: 3,
  durable: true,
  links: true,
  breakableDisk: true,
  nodeEnv: { 'node-1': clock(5), 'node-2': clock(-5) },
}

/** Pings so short that a dead client is found within a round; a Redis that keeps nothing. */
export const hastyStage: StageSettings = {
  nodes: 3,
  durable: false,
  env: { SOCKETLINK_PING_INTERVAL_MS: '2000', SOCKETLINK_PING_TIMEOUT_MS: '1500' },
}

/** What a client may stay silent in `hastyStage` before its user has left: ping interval, timeout and grace, in ms. */
export const hastySilenceMs = 2000 + 1500 + 5000

/** What the nodes of `plainStage` may hold for one client that does not read. */
export const clientBudgetMiB = 1

/** Three nodes and nothing to break; a short history, and a budget for each client that is above what all of it takes. */
export const plainStage: StageSettings = {
  nodes: 3,
  durable: false,
  env: {
    SOCKETLINK_HISTORY_LENGTH: '100',
    SOCKETLINK_CLIENT_BUFFER_BYTES: String(clientBudgetMiB * 1024 * 1024),
  },
}

export const fiveNodes: StageSettings = { nodes: 5, durable: true }
