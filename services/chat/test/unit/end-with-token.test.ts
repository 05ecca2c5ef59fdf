import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { endWithTokens } from '../../src/socket/end-with-token.ts'
import type { ChatServer } from '../../src/socket/session.ts'

const dayMs = 24 * 3_600_000

describe('connections end with their tokens', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const connect = (...lives: number[]) => {
    const sockets = lives.map(livesMs => {
      const session = { caller: { expiresAt: Date.now() + livesMs } }
      return { data: { session }, emit: vi.fn(), disconnect: vi.fn() }
    })
    const byId = new Map(sockets.map((socket, id) => [String(id), socket]))
    const io = { of: () => ({ sockets: byId }) } as unknown as ChatServer
    return { sockets, stop: endWithTokens(io) }
  }

  it('each with its own, told before, and no other', () => {
    const { sockets } = connect(10_000, 90 * dayMs)
    const [short, long] = sockets
    vi.advanceTimersByTime(9900)
    expect(short?.disconnect).not.toHaveBeenCalled()
    vi.advanceTimersByTime(600)
    expect(short?.emit).toHaveBeenCalledWith('error', expect.objectContaining({ code: 'token_expired' }))
    expect(short?.disconnect).toHaveBeenCalled()
    expect(long?.emit).not.toHaveBeenCalled()
    expect(long?.disconnect).not.toHaveBeenCalled()
  })

  it('until it is stopped', () => {
    const { sockets, stop } = connect(1000)
    stop()
    vi.advanceTimersByTime(2000)
    expect(sockets[0]?.disconnect).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })
})
