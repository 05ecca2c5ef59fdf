import { describe, expect, it } from 'vitest'
import { createMemoryStorage } from '../../src/index.ts'
import {
  enter,
  hasText,
  isSettled,
  openChatter,
  openConversation,
  textsOf,
  until,
} from '../support/chatter.ts'
import { clusterUrl } from '../support/cluster.ts'

describe('two people on different nodes', () => {
  it('talk both ways, see who is there and who is typing', async () => {
    const { roomName, chatters } = await openConversation(clusterUrl(), 'alice', 'bob')
    const [alice, bob] = chatters
    expect(alice.node).not.toBe(bob.node)
    await until(alice.client, ({ room }) => room?.users.includes(bob.username) ?? false)
    expect(alice.client.state.room).toMatchObject({
      name: roomName,
      joined: true,
      userCount: 2,
      recovery: 'none',
    })

    bob.client.typing()
    await until(alice.client, ({ room }) => room?.typing.includes(bob.username) ?? false)
    bob.client.send('  hello ')
    expect(bob.client.state.room?.messages).toMatchObject([{ text: 'hello', state: 'sending', mine: true }])
    const [{ key } = { key: '' }] = bob.client.state.room?.messages ?? []
    await until(alice.client, hasText('hello'))
    expect(alice.client.state.room?.typing).toEqual([])
    alice.client.send('hi')
    await until(bob.client, hasText('hi'))
    await until(bob.client, isSettled)
    expect(textsOf(bob.client)).toEqual(['hello', 'hi'])
    expect(bob.client.state.room?.messages).toMatchObject([
      { key, state: 'sent', mine: true, seq: 1 },
      { state: 'sent', mine: false, seq: 2, sender: alice.username },
    ])

    bob.client.typing()
    await until(alice.client, ({ room }) => room?.typing.length === 1)
    await until(alice.client, ({ room }) => room?.typing.length === 0)
    await bob.client.leaveRoom()
    expect(bob.client.state.room).toBeUndefined()
    await until(alice.client, ({ room }) => room?.userCount === 1)
  })

  it('list rooms and users, and read back page by page', async () => {
    const { roomName, chatters } = await openConversation(clusterUrl(), 'alice')
    const [alice] = chatters
    for (let n = 1; n <= 120; n++) alice.client.send(`message ${n}`)
    await until(alice.client, isSettled)
    const late = await openChatter('late', { url: clusterUrl() })
    await enter(late, roomName)
    expect(late.client.state.room).toMatchObject({ hasOlder: true })
    expect(late.client.state.room?.messages).toHaveLength(50)
    while (late.client.state.room?.hasOlder) await late.client.loadOlder()
    expect(textsOf(late.client)).toEqual(Array.from({ length: 120 }, (_, n) => `message ${n + 1}`))

    await late.client.refreshRooms()
    expect(late.client.state.rooms).toContainEqual({ roomName, userCount: 2 })
    const other = `${roomName}-too`
    await alice.client.createRoom(other)
    await until(late.client, ({ rooms }) => rooms.some(room => room.roomName === other))
    await expect(alice.client.createRoom(other)).rejects.toMatchObject({
      code: 'room_exists',
      retryable: false,
    })
    const { users } = await late.client.listUsers({ limit: 200 })
    expect(users.length).toBeGreaterThan(0)
  })

  it('errors come with their codes; a refused room leaves nobody anywhere', async () => {
    const { chatters } = await openConversation(clusterUrl(), 'alice', 'bob')
    const [alice, bob] = chatters
    expect(() => alice.client.send(' ')).toThrow(expect.objectContaining({ code: 'empty_message' }))
    expect(() => alice.client.send('x'.repeat(1001))).toThrow(
      expect.objectContaining({ code: 'message_too_long' }),
    )
    await expect(alice.client.joinRoom('no room!')).rejects.toMatchObject({ code: 'invalid_room_name' })
    expect(alice.client.state.room).toBeUndefined()
    expect(() => alice.client.send('lost?')).toThrow(expect.objectContaining({ code: 'not_in_room' }))
    await until(bob.client, ({ room }) => room?.userCount === 1)
    await expect(alice.client.register('x', 'y')).rejects.toMatchObject({ code: 'invalid_username' })
    await expect(alice.client.login(bob.username, 'wrong password')).rejects.toMatchObject({
      code: 'invalid_credentials',
    })
  })

  it('a reload stays logged in, finds what was unsent and delivers it once', async () => {
    const { roomName, chatters } = await openConversation(clusterUrl(), 'alice', 'bob')
    const [alice, bob] = chatters
    alice.client.send('before')
    await until(bob.client, hasText('before'))
    await until(alice.client, isSettled)
    alice.client.close()
    alice.client.send('typed offline 1')
    alice.client.send('typed offline 2')

    const reloaded = await openChatter('alice', { url: clusterUrl(), storage: alice.storage, as: alice })
    expect(reloaded.client.state).toMatchObject({ user: { username: alice.username }, outbox: [{}, {}] })
    await enter(reloaded, roomName, [bob])
    await until(reloaded.client, isSettled)
    // Once more with the same storage: nothing is left to send.
    const again = await openChatter('alice', { url: clusterUrl(), storage: alice.storage, as: alice })
    expect(again.client.state.outbox).toEqual([])
    await enter(again, roomName)
    again.client.send('after')
    await until(bob.client, hasText('after'))
    expect(textsOf(bob.client)).toEqual(['before', 'typed offline 1', 'typed offline 2', 'after'])
  })

  it('logging out forgets the user on this device', async () => {
    const storage = createMemoryStorage()
    const alice = await openChatter('alice', { url: clusterUrl(), storage })
    await alice.client.connect()
    alice.client.logout()
    expect(alice.client.state).toEqual({
      user: undefined,
      connection: { status: 'loggedOut' },
      rooms: [],
      room: undefined,
      outbox: [],
    })
    expect(storage.length).toBe(0)
    await expect(alice.client.connect()).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})
