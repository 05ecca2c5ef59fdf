import { describe, expect, inject, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { openPair } from '../support/open-pair.ts'
import { loseRoom } from '../support/redis-keys.ts'

describe('what a node missed while it did not hear Redis', () => {
  it('messages: an idle room is told how far it is, once, and no further message is needed', async () => {
    const { here, there, link } = await openPair()
    const alice = await here.join('alice', 'idle')
    const bob = await there.join('bob', 'idle')
    const carol = await there.join('carol', 'quiet')
    await alice.say('heard')
    await bob.next('new_message')
    await link.breakDown()
    await alice.say('missed')
    const { epoch, seq } = await alice.say('missed too')
    await link.heal()
    expect(await bob.next('room_head')).toEqual({ roomName: 'idle', epoch, seq })
    expect(await bob.join('idle', { epoch, seq: seq - 2 })).toMatchObject({ recovery: 'complete' })
    const history = bob.events('message_history').at(-1)
    expect(history?.map(({ text }) => text)).toEqual(['missed', 'missed too'])
    // A second look finds nothing.
    await link.breakDown()
    await link.heal()
    await alice.say('heard again')
    await bob.next('new_message', ({ text }) => text === 'heard again')
    await link.breakDown()
    await alice.say('missed again')
    await link.heal()
    await bob.next('room_head', head => head.seq === seq + 2)
    expect(bob.events('room_head')).toHaveLength(2)
    expect(carol.events('room_head')).toEqual([])
  })

  it('a new epoch', async () => {
    const { here, there, link, prefix } = await openPair()
    const alice = await here.join('alice', 'lost')
    const bob = await there.join('bob', 'lost')
    const { epoch } = await alice.say('heard')
    await bob.next('new_message')
    await link.breakDown()
    await loseRoom(inject('redisUrl'), prefix, 'lost')
    const anew = await alice.say('of another epoch')
    await link.heal()
    const head = await bob.next('room_head')
    expect(head).toEqual({ roomName: 'lost', epoch: anew.epoch, seq: 1 })
    expect(head.epoch).not.toBe(epoch)
    expect(await bob.join('lost', { epoch, seq: 1 })).toMatchObject({ recovery: 'reset' })
  })

  it('comings and goings, each told once', async () => {
    const settings = { SOCKETLINK_HEARTBEAT_MS: '300', SOCKETLINK_LEASE_MS: '60000' }
    const { here, there, link } = await openPair(settings)
    const bob = await there.join('bob', 'lobby')
    const gone = await here.join('gone', 'lobby')
    const back = await here.join('back', 'lobby')
    await bob.next('user_joined', ({ username }) => username === back.username)
    await link.breakDown()
    await gone.leave()
    await back.leave()
    await back.join('lobby')
    const come = await here.join('come', 'lobby')
    await link.heal()
    expect(await bob.next('user_left')).toEqual({ username: gone.username, userCount: 2 })
    expect(await bob.next('user_joined', ({ username }) => username === come.username)).toEqual({
      username: come.username,
      userCount: 3,
    })
    await come.leave()
    await bob.next('user_left', ({ username }) => username === come.username)
    expect(bob.events('user_left').map(({ username }) => username)).toEqual([gone.username, come.username])
    expect(bob.events('user_joined').map(({ username }) => username)).toEqual(
      [gone, back, come].map(({ username }) => username),
    )
  })

  it('a message or a leave that pub/sub swallows without an outage is found in the course of time', async () => {
    const { here, there } = await openPair({
      SOCKETLINK_HEARTBEAT_MS: '200',
      SOCKETLINK_LEASE_MS: '60000',
    })
    const bob = await there.join('bob', 'deaf')
    const alice = await here.join('alice', 'deaf')
    const dave = await here.join('dave', 'deaf')
    await bob.next('user_joined', ({ username }) => username === dave.username)
    const { store } = there.node.context
    const swallowing = await store.subscriber.watch(store.addressOf('deaf').channel, () => true)
    const { epoch, seq } = await alice.say('swallowed')
    await dave.leave()
    await alice.next('user_left')
    swallowing.stop()
    expect(await bob.next('room_head')).toEqual({ roomName: 'deaf', epoch, seq })
    expect(await bob.next('user_left')).toEqual({ username: dave.username, userCount: 2 })
    expect(bob.events('new_message')).toEqual([])
  })

  it('nothing is made up while everything is heard: messages and churn on both nodes, looked at all the time', async () => {
    const { here, there } = await openPair({ SOCKETLINK_HEARTBEAT_MS: '20', SOCKETLINK_LEASE_MS: '60000' })
    const watchers = [await here.join('watcher', 'busy'), await there.join('watcher', 'busy')]
    const sides = [here, there, here, there, here, there]
    const members = await Promise.all(sides.map(side => side.join('member', 'busy')))
    await Promise.all(
      members.map(async (member, n) => {
        for (let round = 0; round < 40; round++) {
          await member.say(`${n} ${round}`)
          await member.leave()
          await member.join('busy')
        }
      }),
    )
    const [last] = watchers
    await last?.say('the end')
    for (const watcher of watchers) {
      await watcher.next('new_message', ({ text }) => text === 'the end')
      expect(watcher.events('room_head')).toEqual([])
      for (const { username } of members) {
        const told = watcher.inbox.log.filter(
          ({ event, payload }) =>
            /^user_(joined|left)$/.test(event) && (payload as { username: string }).username === username,
        )
        const events = told.map(({ event }) => event)
        expect(events).toEqual(events.map((_, n) => (n % 2 === 0 ? 'user_joined' : 'user_left')))
        expect(events).toHaveLength(81)
      }
    }
  })

  it('who has gone unheard is told when somebody enters, without a look of its own', async () => {
    const { here, there } = await openPair({ SOCKETLINK_HEARTBEAT_MS: '4000', SOCKETLINK_LEASE_MS: '60000' })
    const bob = await there.join('bob', 'entered')
    const gone = await here.join('gone', 'entered')
    await bob.next('user_joined')
    const { store, lease, metrics } = there.node.context
    await eventually(() => expect(lease.isSettled).toBe(true))
    const { channel } = store.addressOf('entered')
    const swallowing = await store.subscriber.watch(channel, payload => payload.includes('user_left'))
    await gone.leave()
    await store.subscriber.caughtUp()
    swallowing.stop()
    const come = await there.join('come', 'entered')
    expect(await bob.next('user_left')).toEqual({ username: gone.username, userCount: 2 })
    expect(come.events('user_left')).toEqual([])
    const { values } = await metrics.roomsCompared.get()
    expect(values).toMatchObject([{ value: 0 }])
  })

  it('a message that is still on its way is not missed', async () => {
    const { here, there } = await openPair({ SOCKETLINK_HEARTBEAT_MS: '100', SOCKETLINK_LEASE_MS: '60000' })
    const alice = await here.join('alice', 'way')
    const bob = await there.join('bob', 'way')
    const { store } = there.node.context
    const { states } = store.rooms
    const read = Promise.withResolvers<void>()
    // Redis has the message when it is asked, and this node has it only when it has caught up.
    const { channel } = store.addressOf('way')
    const swallowing = await store.subscriber.watch(channel, payload => payload.includes('on its way'))
    store.rooms.states = async names => {
      store.rooms.states = states
      await alice.say('on its way')
      return states(names)
    }
    const caughtUp = store.subscriber.caughtUp.bind(store.subscriber)
    store.subscriber.caughtUp = async () => {
      store.subscriber.caughtUp = caughtUp
      await caughtUp()
      swallowing.stop()
      // An ack may be before the event.
      const message = await alice.next('new_message')
      store.tellHere('way', 'new_message', message)
      read.resolve()
    }
    await read.promise
    await bob.next('new_message')
    await alice.say('barrier')
    await bob.next('new_message', ({ text }) => text === 'barrier')
    expect(bob.events('room_head')).toEqual([])
  })

  it('who enters as soon as the node is back is told who is there by then', async () => {
    const { there, link } = await openPair()
    const alice = await there.join('alice', 'return')
    const leavers = await Promise.all(Array.from({ length: 20 }, () => there.join('leaver', 'return')))
    const late = await (await there.person('late')).connect()
    await link.breakDown()
    await Promise.all(leavers.map(client => client.leave()))
    const { link: redis } = there.node.context.store
    const joined = new Promise<string[]>((resolve, reject) => {
      redis.once('ready', () => late.join('return').then(({ users }) => resolve(users), reject))
    })
    await link.heal()
    expect((await joined).toSorted()).toEqual([alice.username, late.username].toSorted())
    await alice.say('barrier')
    await alice.next('new_message')
    expect(alice.events('user_left')).toHaveLength(20)
  })
})
