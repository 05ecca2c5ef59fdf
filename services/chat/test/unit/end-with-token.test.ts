import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { endWithToken } from '../../src/socket/end-with-token.ts'
import type { Session } from '../../src/socket/session.ts'

const dayMs = 24 * 3_600_000

describe('a connection ends with its token', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const connect = (livesMs: number) => {
    const disconnect = vi.fn()
    const socket = Object.assign(new EventEmitter(), { disconnect }).on('error', () => {})
    endWithToken({ socket, caller: { expiresAt: Date.now() + livesMs } } as unknown as Session)
    return { socket, disconnect }
  }

  it.each([1, 24, 25, 90])('also after %s days, which may be more than a timer holds', days => {
    const start = Date.now()
    const { disconnect } = connect(days * dayMs)
    for (let looks = 0; looks < 10 && disconnect.mock.calls.length === 0; looks++)
      vi.advanceTimersToNextTimer()
    expect(disconnect).toHaveBeenCalledOnce()
    expect(Date.now() - start).toBe(days * dayMs)
  })

  it('and its timer ends with the connection', () => {
    const { socket } = connect(90 * dayMs)
    socket.emit('disconnect')
    expect(vi.getTimerCount()).toBe(0)
  })
})
