import type { Scenario } from '../bench.ts'
import { bigRoom } from './big-room.ts'
import { highestRate } from './highest-rate.ts'
import { hotPath } from './hot-path.ts'
import { idleMemory } from './idle-memory.ts'
import { joinStorm } from './join-storm.ts'
import { loginStorm } from './login-storm.ts'
import { redisCost } from './redis-cost.ts'
import { smallRoom } from './small-room.ts'
import { tenThousand } from './ten-thousand.ts'

/** In the order of the table. */
export const scenarios: Scenario[] = [
  bigRoom,
  smallRoom,
  hotPath,
  highestRate,
  idleMemory,
  joinStorm,
  redisCost,
  loginStorm,
  tenThousand,
]
