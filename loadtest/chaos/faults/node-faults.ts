import type { ChatNode } from '../../../deploy/local/cluster.ts'
import type { Stage } from '../stage/open-stage.ts'
import { type Fault, fault } from './undo.ts'

/** Kills a node as a crash would. Undone, it is started again on its port. */
export const killNode = async ({ cluster }: Stage, node: ChatNode): Promise<Fault> => {
  node.kill('SIGKILL')
  await node.exited
  return fault(async () => {
    await cluster.startNode(cluster.nodes.findIndex(({ id }) => id === node.id))
  })
}

/** Stops a node in mid-instruction: its connections stay and nothing moves. Undone, it goes on. */
export const freezeNode = (node: ChatNode): Fault => {
  node.kill('SIGSTOP')
  return fault(() => node.kill('SIGCONT'))
}

/** Moves a node's clock, which the stage has prepared for it (skewed-clock.ts). Undone, it is right again. */
export const skewClock = (node: ChatNode): Fault => {
  node.kill('SIGUSR2')
  return fault(() => node.kill('SIGUSR2'))
}
