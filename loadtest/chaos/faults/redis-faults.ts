import type { Stage } from '../stage/open-stage.ts'
import { type Fault, fault } from './undo.ts'

/** Kills Redis as a crash would. Undone, it is started again on what it has on disk, if anything. */
export const killRedis = ({ cluster }: Stage): Fault => {
  cluster.redis.kill('SIGKILL')
  return fault(() => cluster.redis.start())
}

/** Stops Redis in order, as an upgrade does. Undone, it is started again. */
export const stopRedis = async ({ cluster }: Stage): Promise<Fault> => {
  await cluster.redis.stop()
  return fault(() => cluster.redis.start())
}

/** Stops Redis in mid-instruction: connections stay and nothing is answered. Undone, it goes on. */
export const freezeRedis = ({ cluster }: Stage): Fault => {
  cluster.redis.kill('SIGSTOP')
  return fault(() => cluster.redis.kill('SIGCONT'))
}

const configure = async ({ redis }: Stage, name: string, value: string): Promise<Fault> => {
  const before = (await redis.configGet(name))[name] ?? ''
  await redis.configSet(name, value)
  return fault(async () => void (await redis.configSet(name, before)))
}

/** Leaves Redis no memory: it refuses every write. Undone, it has what it had. */
export const fillMemory = (stage: Stage): Promise<Fault> => configure(stage, 'maxmemory', '1')

/** Syncs each write before it is answered. A Redis that is started anew has forgotten it. */
export const syncAlways = (stage: Stage): Promise<Fault> => configure(stage, 'appendfsync', 'always')

/** Cuts connections at the server: those that subscribe, or those that give commands. They come back by themselves. */
export const killConnections = async ({ redis }: Stage, type: 'pubsub' | 'normal'): Promise<void> => {
  await redis.sendCommand(['CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes'])
}
