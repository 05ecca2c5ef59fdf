import { EventEmitter } from 'node:events'
import { type ErrorCode, errorCatalogue } from '@socketlink/contract'
import type { Socket } from 'socket.io-client'
import { describe, expect, it } from 'vitest'
import { createConnection } from '../../src/connection.ts'
import type { ClientError } from '../../src/index.ts'
import { createContext } from '../../src/options.ts'
import { createFakeClock } from '../support/fake-clock.ts'

/** As much of a socket as the connection touches; the test plays the server. */
class FakeSocket extends EventEmitter {
  connected = false
  readonly io = { engine: { close: () => this.goodbyes.push('cut') } }
  readonly goodbyes: string[] = []
  connect(): void {}
  override off(): this {
    return this.removeAllListeners()
  }
  disconnect(): void {
    this.goodbyes.push('goodbye')
  }
  accept(): void {
    this.connected = true
    this.emit('connect')
  }
  refuse(code: ErrorCode, retryAfterMs?: number): void {
    const data = { code, ...errorCatalogue[code], ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
    this.emit('connect_error', Object.assign(new Error(code), { data }))
  }
}

const open = () => {
  const clock = createFakeClock()
  const sockets: FakeSocket[] = []
  const transports: unknown[] = []
  const ended: ClientError[] = []
  const openSocket = (_: string, options: { transports?: unknown }): Socket => {
    transports.push(options.transports)
    const socket = new FakeSocket()
    sockets.push(socket)
    return socket as unknown as Socket
  }
  const context = createContext({ url: 'http://node' }, { clock, openSocket, random: () => 1 }, () => {})
  const nothing = (): void => {}
  const connection = createConnection(context, () => 'token', {
    ...{ opened: nothing, connected: nothing, lost: nothing },
    sessionEnded: error => {
      ended.push(error)
      connection.logOut(error)
    },
  })
  const arrived = connection.connect()
  const newest = (): FakeSocket => sockets.at(-1) as FakeSocket
  return { clock, sockets, transports, ended, connection, arrived, newest }
}

describe('connection', () => {
  it.each(['unavailable', 'too_many_connections', 'internal'] as const)(
    'refused with %s it tries again, with growing waits',
    async code => {
      const { clock, sockets, connection, arrived, newest } = open()
      newest().refuse(code)
      expect(connection.state).toEqual({ status: 'waiting', reason: code, retryInMs: 500 })
      await clock.advance(499)
      expect(sockets).toHaveLength(1)
      await clock.advance(1)
      newest().refuse(code)
      expect(connection.state.retryInMs).toBe(1000)
      await clock.advance(1000)
      newest().refuse(code, 7000)
      expect(connection.state.retryInMs).toBe(7500)
      connection.retryNow()
      newest().accept()
      await arrived
      expect(connection.state).toEqual({ status: 'connected' })
      expect(clock.waiting).toBe(0)
    },
  )

  it.each(['token_expired', 'unauthenticated', 'unsupported_protocol'] as const)(
    'refused with %s it gives up and says why',
    async code => {
      const { clock, ended, connection, arrived, newest } = open()
      newest().refuse(code)
      await expect(arrived).rejects.toMatchObject({ code })
      expect(ended).toHaveLength(1)
      expect(connection.state).toEqual({ status: 'loggedOut', reason: code })
      expect(clock.waiting).toBe(0)
    },
  )

  it('comes back from every kind of end, and leaves the old socket without a goodbye', async () => {
    const { clock, sockets, connection, newest } = open()
    for (const reason of ['io server disconnect', 'transport close', 'ping timeout']) {
      newest().accept()
      const before = newest()
      before.connected = false
      before.emit('disconnect', reason)
      expect(connection.state).toMatchObject({ status: 'waiting', reason: 'connection_lost', retryInMs: 500 })
      expect(before.goodbyes).toEqual(['cut'])
      await clock.advance(500)
      expect(newest()).not.toBe(before)
    }
    newest().accept()
    newest().emit('server_draining', { reconnectAfterMs: 100 })
    expect(connection.state.status).toBe('draining')
    newest().emit('disconnect', 'transport close')
    expect(connection.state).toMatchObject({ status: 'waiting', reason: 'server_draining' })
    expect(sockets).toHaveLength(4)
    connection.close()
    expect(clock.waiting).toBe(0)
  })

  it('gives up an attempt that hangs, and begins every third with long-polling', async () => {
    const { clock, transports, connection } = open()
    await clock.advance(60_000)
    expect(connection.state.status).toMatch(/connecting|waiting/)
    expect(transports.slice(0, 4)).toEqual([
      ['websocket', 'polling'],
      ['websocket', 'polling'],
      ['polling', 'websocket'],
      ['websocket', 'polling'],
    ])
  })

  it('closing says goodbye', () => {
    const { connection, newest } = open()
    newest().accept()
    connection.close()
    expect(newest().goodbyes).toEqual(['goodbye'])
    expect(connection.state).toEqual({ status: 'offline' })
  })
})
