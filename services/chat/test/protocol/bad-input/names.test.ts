import { beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { uniqueName } from '../../support/person.ts'
import { refusal } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

describe('a room name is never more than a name', () => {
  const target = useTarget()
  let alice: Client
  let bob: Client
  beforeAll(async () => {
    ;[alice, bob] = await target.conversation('alice', 'bob')
  })

  /** Connects until the ids of the socket would pass as room names. */
  const connectVictim = async (): Promise<Client> => {
    const victim = await target.person('victim')
    for (;;) {
      const client = await victim.connect()
      if (/^[A-Za-z0-9]/.test(client.socket.id ?? '')) return client
      client.close()
    }
  }

  const idsOf: [string, (victim: Client) => string][] = [
    ['socket id', victim => victim.socket.id ?? ''],
    ['start of the Engine.IO session id', victim => victim.socket.io.engine.id.slice(0, 50)],
    ['userId', victim => victim.person.userId],
    ['username', victim => victim.username],
  ]
  it.each(idsOf)('a room named like the %s of another tells nothing of them', async (_, idOf) => {
    const victim = await connectVictim()
    const mallory = await (await target.person('mallory')).connect({ awayFrom: [victim] })
    const near = await (await target.person('near')).connect()
    const trap = idOf(victim)
    const home = uniqueName('private')
    expect(await mallory.join(trap)).toMatchObject({ roomName: trap, userCount: 1 })
    expect(await near.join(trap)).toMatchObject({ userCount: 2 })

    await victim.join(home)
    await victim.fail('send_message', { text: '' })
    victim.socket.emit('send_message', { text: '' })
    await victim.next('error')
    await victim.say('only for this room')
    await victim.next('new_message')
    await near.say('said in the trap')
    for (const client of [mallory, near]) {
      const message = await client.next('new_message')
      expect(message).toMatchObject({ text: 'said in the trap', roomName: trap })
      expect(client.events('new_message')).toHaveLength(1)
      expect(client.events('joined_room').map(room => room.roomName)).toEqual([trap])
      expect(client.events('message_history')).toHaveLength(1)
      expect(client.events('error')).toEqual([])
    }

    // And the other way round: what is said in the trap is no private message to the victim.
    await victim.say('barrier')
    await victim.next('new_message', message => message.text === 'barrier')
    expect(victim.events('new_message').map(message => message.roomName)).toEqual([home, home])
  })

  it.each([
    'sl:{p00}:rooms',
    'cluster-test:{p00}:rooms',
    '{p00}',
    '{nodes}:leases',
    'sl:io#/#',
    '/#',
    '*',
    'room:lobby',
    '__proto__',
    '%7Bp00%7D',
  ])('%s is no name', async roomName => {
    expect(await bob.fail('create_room', { roomName })).toEqual(refusal('invalid_room_name'))
    expect(await bob.fail('join_room', { roomName })).toEqual(refusal('invalid_room_name'))
  })

  it.each([
    'constructor',
    'hasOwnProperty',
    'toString',
    'p00',
    'rooms',
    'undefined',
    'null',
    'NaN',
    '0',
    'a.b-c_d',
    'CON',
  ])('%s is a name like any other', async roomName => {
    expect(await alice.join(roomName)).toMatchObject({ roomName, userCount: 1 })
    await bob.join(roomName)
    const { messageId } = await bob.say('hello')
    const received = await alice.next('new_message', message => message.messageId === messageId)
    expect(received.roomName).toBe(roomName)
    for (const client of [alice, bob]) expect(await client.leave()).toEqual({ roomName })
  })

  it('users named like parts of JavaScript objects are users', async () => {
    const [user] = await target.conversation('constructor')
    const roomName = uniqueName('members')
    expect(await user.join(roomName)).toMatchObject({ users: [user.username], userCount: 1 })
  })
})
