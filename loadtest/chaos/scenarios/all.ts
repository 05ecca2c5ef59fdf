import {
  blackHoleScenario,
  cutLinkScenario,
  killConnectionsScenario,
  partitionNodeScenario,
  slowLinkScenario,
} from './break-link.ts'
import { reloadNginxScenario, scaleScenario } from './change-edge.ts'
import { churnScenario } from './churn.ts'
import { controlScenario } from './control.ts'
import { freezeNodeLongScenario, freezeNodeScenario } from './freeze-node.ts'
import { halfOpenScenario } from './half-open.ts'
import { killNodeScenario } from './kill-node.ts'
import { reconnectAllScenario } from './reconnect-all.ts'
import { fullDiskScenario, fullMemoryScenario } from './refuse-writes.ts'
import { sameSendScenario } from './same-send.ts'
import type { Scenario } from './scenario.ts'
import { skewClockScenario } from './skew-clock.ts'
import { killStalledRedisScenario, slowDiskScenario } from './slow-disk.ts'
import { stopReadingScenario } from './stop-reading.ts'
import {
  freezeRedisScenario,
  killRedisScenario,
  loseRedisScenario,
  restartRedisScenario,
} from './stop-redis.ts'

/** Every row of the table of faults, in the order of the table. Those that share a stage stand together. */
export const scenarios: readonly Scenario[] = [
  controlScenario,
  killNodeScenario,
  freezeNodeScenario,
  freezeNodeLongScenario,
  restartRedisScenario,
  killRedisScenario,
  freezeRedisScenario,
  blackHoleScenario,
  partitionNodeScenario,
  cutLinkScenario,
  killConnectionsScenario,
  slowLinkScenario,
  reloadNginxScenario,
  skewClockScenario,
  reconnectAllScenario,
  fullMemoryScenario,
  fullDiskScenario,
  slowDiskScenario,
  killStalledRedisScenario,
  churnScenario,
  loseRedisScenario,
  halfOpenScenario,
  sameSendScenario,
  stopReadingScenario,
  scaleScenario,
]
