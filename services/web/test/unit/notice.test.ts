import type { ConnectionState } from '@socketlink/client'
import { expect, test } from 'vitest'
import { noticeOf } from '../../src/connection-banner.tsx'

test.each<[ConnectionState, string | undefined, string | undefined]>([
  [{ status: 'connected' }, undefined, undefined],
  [{ status: 'connected', reason: 'unavailable' }, 'store', undefined],
  [{ status: 'connecting' }, 'Connecting', undefined],
  [{ status: 'connecting', reason: 'connection_lost' }, 'lost', 'retry'],
  [{ status: 'waiting', reason: 'connection_lost', retryInMs: 500 }, 'lost', 'retry'],
  [{ status: 'waiting', reason: 'too_many_connections' }, 'too many places', 'retry'],
  [{ status: 'draining', reason: 'server_draining' }, 'Moving', undefined],
  [{ status: 'waiting', reason: 'server_draining' }, 'Moving', undefined],
  [{ status: 'loggedOut', reason: 'token_expired' }, 'expired', 'log-in'],
])('%j is told as %j', (connection, words, action) => {
  const notice = noticeOf(connection)
  if (words === undefined) expect(notice).toBeUndefined()
  else expect(notice?.text).toContain(words)
  expect(notice?.action).toBe(action)
})
