import { EventEmitter } from 'node:events'
import { type IncomingMessage, Server } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ChatSocket } from '../../src/socket/session.ts'
import { isShrunk } from '../../src/socket/shrink-listeners.ts'
import { webSocketOf } from '../support/client.ts'
import { eventually } from '../support/eventually.ts'
import { openRoom, roomName } from './support/open-room.ts'

type Connection = ChatSocket['conn']

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Follows the requests that Engine.IO gets, without keeping one; returns how many there were, and how many are left. */
const followRequests = (): (() => { came: number; left: number }) => {
  const requests: WeakRef<IncomingMessage>[] = []
  const { emit } = Server.prototype
  Server.prototype.emit = function (this: Server, name: string, ...args: unknown[]) {
    const [request] = args as [IncomingMessage]
    if (name === 'upgrade') requests.push(new WeakRef(request))
    return Reflect.apply(emit, this, [name, ...args]) as boolean
  } as typeof emit
  onTestFinished(() => void Object.assign(Server.prototype, { emit }))
  return () => {
    const left = requests.filter(request => request.deref() !== undefined)
    return { came: requests.length, left: left.length }
  }
}

/** The connections, as Engine.IO has them, that have answered a ping. */
const followHeartbeats = (): Set<Connection> => {
  const connections = new Set<Connection>()
  const { emit } = EventEmitter.prototype
  EventEmitter.prototype.emit = function (this: EventEmitter, name, ...args) {
    if (name === 'heartbeat') connections.add(this as Connection)
    return Reflect.apply(emit, this, [name, ...args]) as boolean
  }
  onTestFinished(() => void Object.assign(EventEmitter.prototype, { emit }))
  return connections
}

describe('an idle connection', () => {
  it.each([{ transports: ['websocket'] }, { transports: ['polling', 'websocket'] }])(
    'keeps no request it began with or was upgraded by: $transports',
    async settings => {
      const room = await openRoom()
      const count = followRequests()
      const client = await room.member('idle', settings)
      await eventually(() => expect(client.socket.io.engine.transport.name).toBe('websocket'))
      await eventually(() => {
        collectGarbage()
        expect(count()).toEqual({ came: 1, left: 0 })
      })
      await client.say('it lives')
    },
  )

  it.each([{ transports: ['websocket'] }, { transports: ['polling', 'websocket'] }])(
    'keeps little once it has answered a ping, and lives on: $transports',
    async settings => {
      const room = await openRoom({ SOCKETLINK_PING_INTERVAL_MS: '50' })
      const connections = followHeartbeats()
      const client = await room.member('idle', settings)
      const other = await room.member('other', settings)
      await eventually(() => expect([...connections].map(isShrunk)).toEqual([true, true]))
      await client.say('one')
      await other.say('two')
      await eventually(() =>
        expect(client.events('new_message').map(({ text }) => text)).toEqual(['one', 'two']),
      )
      client.close()
      await other.next('user_left', ({ username }) => username === client.username)
      webSocketOf(other.socket).terminate()
      await eventually(() =>
        expect([...connections].map(({ readyState }) => readyState)).toEqual(['closed', 'closed']),
      )
    },
  )

  it('carries another session after the first, once it keeps little', async () => {
    const room = await openRoom({ SOCKETLINK_PING_INTERVAL_MS: '50' })
    const connections = followHeartbeats()
    const client = await room.member('twice')
    const witness = await room.member('witness')
    await eventually(() => expect([...connections].map(isShrunk)).toEqual([true, true]))
    const { engine } = client.socket.io
    engine.write('1')
    await witness.next('user_left')
    const again = new Promise<void>(resolve => client.socket.once('connect', resolve))
    engine.write(`0${JSON.stringify({ token: client.person.token })}`)
    await again
    await client.join(roomName)
    await client.say('back')
    await witness.next('new_message')
    expect([...connections].filter(({ readyState }) => readyState === 'open')).toHaveLength(2)
  })
})
