import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { Person } from '../../../services/chat/test/support/client.ts'
import { uniqueName } from '../../../services/chat/test/support/person.ts'
import { useTarget } from '../../../services/chat/test/support/target.ts'
import type { RefusedError } from '../../k6/socketio/client.ts'
import { DisconnectedError, SocketIoClient } from '../../k6/socketio/client.ts'
import type { Transport } from '../../k6/socketio/link.ts'
import { nodePlatform } from '../../k6/socketio/node-platform.ts'
import { encodeConnect, engine } from '../../k6/socketio/packet.ts'

interface Opened {
  client: SocketIoClient
  /** Resolves with the first event of this name, also one that came before. */
  next(name: string): Promise<unknown>
}

const open = async (url: string, transport: Transport, auth: object): Promise<Opened> => {
  const events: [name: string, payload: unknown][] = []
  const waiting = new Set<() => void>()
  const client = await SocketIoClient.connect({
    platform: nodePlatform,
    url,
    transport,
    auth,
    onEvent: (name, payload) => {
      events.push([name, payload])
      for (const look of waiting) look()
    },
    onDisconnect: () => {},
  })
  const next = (name: string): Promise<unknown> => {
    const found = Promise.withResolvers<unknown>()
    const look = (): void => {
      const event = events.find(([candidate]) => candidate === name)
      if (event) found.resolve(event[1])
    }
    waiting.add(look)
    look()
    return found.promise.finally(() => waiting.delete(look))
  }
  return { client, next }
}

/** Connects and answers no ping. Resolves with what it heard when the node has ended the connection. */
const stayUnresponsive = async (url: string, token: string): Promise<string[]> => {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`)
  const heard: string[] = []
  socket.addEventListener('open', () => socket.send(encodeConnect({ token })))
  socket.addEventListener('message', ({ data }) => void heard.push(String(data)))
  await once(socket, 'close')
  return heard
}

describe.each<Transport>(['websocket', 'polling'])('the codec over %s, against a node', transport => {
  const target = useTarget({
    settings: { SOCKETLINK_PING_INTERVAL_MS: '150', SOCKETLINK_PING_TIMEOUT_MS: '300' },
  })
  const enter = ({ token }: Person): Promise<Opened> => open(target.url, transport, { token })

  it('connects, calls, and gets each ack for its own call', async () => {
    const { client, next } = await enter(await target.person('alice'))
    expect(client.connected).toBe(true)
    expect(await next('rooms_list')).toBeInstanceOf(Array)
    const roomName = uniqueName('talk')
    const answers = await Promise.all([
      client.call('join_room', { roomName }),
      client.call('send_message', { text: 'one' }),
      client.call('send_message', { text: '' }),
      client.call('leave_room', {}),
    ])
    expect(answers).toMatchObject([
      { ok: true, roomName, seq: 0, recovery: 'none' },
      { ok: true, seq: 1, persisted: true },
      { ok: false, error: { code: 'empty_message' } },
      { ok: true, roomName },
    ])
    client.close()
  })

  it('hears what a stock client of Socket.IO says, character for character', async () => {
    const [alice, bob] = await Promise.all([target.person('alice'), target.person('bob')])
    const stock = await bob.connect()
    const { client, next } = await enter(alice)
    const roomName = uniqueName('talk')
    await client.call('join_room', { roomName })
    await stock.join(roomName)
    const text = 'Grüße, 世界 🎉 "quoted" \\ [1,2] 42["x"]'
    await stock.say(text)
    expect(await next('new_message')).toMatchObject({ text, sender: bob.username, seq: 1 })
    client.close()
  })

  it('rejects with what the server says when it is refused', async () => {
    const refused = await open(target.url, transport, { token: 'no' }).catch((error: RefusedError) => error)
    expect(refused).toMatchObject({ name: 'RefusedError', data: { code: 'unauthenticated' } })
  })

  it('rejects when nobody is there', async () => {
    await expect(open('http://127.0.0.1:1', transport, {})).rejects.toThrow(DisconnectedError)
  })

  it('answers pings: it outlives others, one after the other, that do not', async () => {
    const { client } = await enter(await target.person('alice'))
    const { token } = await target.person('bob')
    for (let n = 0; n < 3; n++) expect(await stayUnresponsive(target.url, token)).toContain(engine.ping)
    expect(await client.call('join_room', { roomName: uniqueName('talk') })).toMatchObject({ ok: true })
    client.close()
  })
})
