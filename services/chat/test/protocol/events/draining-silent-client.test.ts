import { describe, expect, it } from 'vitest'
import { useTarget } from '../../support/target.ts'
import { requestUpgrade } from '../../support/upgrade.ts'

describe('a client that never answers does not hold a node that is going away', () => {
  const drainTimeoutMs = 2000
  const target = useTarget({
    alone: true,
    settings: { SOCKETLINK_DRAIN_WINDOW_MS: '200', SOCKETLINK_DRAIN_TIMEOUT_MS: String(drainTimeoutMs) },
  })

  it('ends well, within its drain timeout', async () => {
    const [node] = target.nodes
    if (!node) throw new Error('there is no node')
    // It is open, reads nothing and answers no close frame, as behind a network that swallows everything.
    const { status, socket } = await requestUpgrade(node.url)
    expect(status).toBe(101)
    const start = performance.now()
    await node.drain()
    // Some on top is for the machine.
    expect(performance.now() - start).toBeLessThan(drainTimeoutMs + 2000)
    socket?.destroy()
  })
})
