import perfHooks from 'node:perf_hooks'
import { expect, test, vi } from 'vitest'
import { createMetrics } from '../../src/metrics.ts'

test('the event loop is looked at ten times a second, and not a hundred times', () => {
  const look = vi.spyOn(perfHooks, 'monitorEventLoopDelay')
  const nothing = () => 0
  const store = {} as Parameters<typeof createMetrics>[0]['store']
  createMetrics({ store, connections: nothing, rooms: nothing, hashQueue: nothing })
  expect(look.mock.calls).toEqual([[{ resolution: 100 }]])
  look.mockRestore()
})
