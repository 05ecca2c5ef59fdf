import type { ChatNode } from '../../../deploy/local/cluster.ts'
import type { Stage } from '../stage/open-stage.ts'
import { type Fault, fault } from './undo.ts'

/** Lets nginx read its configuration again, while connections are open. */
export const reloadEdge = ({ cluster }: Stage): Promise<void> => cluster.nginx.reload()

/** How a node has gone. */
export interface Departure {
  code: number | null
  ms: number
}

/** Scales the cluster down to so many nodes, all that go at once. Undone, it has as many as before. */
export const scaleDown = async (
  stage: Stage,
  to: number,
): Promise<{ fault: Fault; departures: Departure[] }> => {
  const { cluster } = stage
  const leaving = cluster.nodes.slice(to)
  const departures = await Promise.all(
    leaving.map(async (node: ChatNode) => {
      const begin = performance.now()
      const ended = node.exited.then(() => performance.now() - begin)
      const { code } = await cluster.removeNode(node)
      return { code, ms: await ended }
    }),
  )
  const scaleUp = async (): Promise<void> => {
    for (const _ of leaving) await cluster.addNode()
  }
  return { fault: fault(scaleUp), departures }
}
