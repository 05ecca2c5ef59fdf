import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sendMessage } from '../src/messages/send-message.ts'
import { restoreMembership } from '../src/presence/join-room.ts'
import { readPresence } from '../src/presence/read-presence.ts'
import { readStates } from '../src/rooms/read-states.ts'
import { mark } from '../src/wire.ts'
import { listenTo, openStoreContext } from './support/store-context.ts'

const sender = { userId: 'u', username: 'alice', role: 'user' } as const
type Context = Awaited<ReturnType<typeof openStoreContext>>

const enter = (context: Context, roomName: string, ...usernames: string[]): Promise<unknown> =>
  Promise.all(
    usernames.map(username =>
      restoreMembership(
        context,
        { memberId: randomUUID(), username, roomName, incarnation: 'node#1' },
        undefined,
      ),
    ),
  )
const say = (context: Context, roomName: string) =>
  sendMessage(context, { roomName, text: 'hello', sender, clientMessageId: undefined, unlimited: true })

describe('the states of rooms', () => {
  it('tell how far each is and how many users it has', async () => {
    const context = await openStoreContext()
    await enter(context, 'one', 'alice', 'bob', 'bob')
    await say(context, 'one')
    const { message } = await say(context, 'one')
    await enter(context, 'two', 'carol')
    const states = await readStates(context, ['one', 'two', 'nowhere'])
    expect(states.get('one')).toEqual({ userCount: 2, head: { epoch: message.epoch, seq: 2 } })
    expect(states.get('two')).toEqual({ userCount: 1, head: { epoch: expect.any(String), seq: 0 } })
    expect(states.get('nowhere')).toEqual({ userCount: 0, head: undefined })
    expect(states.size).toBe(3)
  })

  it('cost one command for up to 500 rooms of a partition, however many users there are', async () => {
    const context = await openStoreContext()
    const names = Array.from({ length: 2000 }, (_, n) => `room-${n}`)
    await enter(context, 'room-0', ...Array.from({ length: 50 }, (_, n) => `user${n}`))
    const run = context.link.run.bind(context.link)
    let commands = 0
    context.link.run = (key, act) => {
      commands++
      return run(key, act)
    }
    expect((await readStates(context, names)).size).toBe(2000)
    expect(commands).toBe(64)
    commands = 0
    const ofOnePartition = names.filter(name => context.keys.room(name).partition.index === 7)
    const many = Array.from({ length: 501 }, (_, n) => ofOnePartition[n % ofOnePartition.length] ?? '')
    await readStates(context, many)
    expect(commands).toBe(2)
  })
})

describe('who is in a room', () => {
  it('is of the moment that the mark stands for', async () => {
    const context = await openStoreContext()
    await enter(context, 'marked', 'alice', 'bob')
    const listener = await listenTo(context, 'marked')
    const marks: string[] = []
    const { channel } = context.keys.room('marked')
    await context.link.subscriptions.sSubscribe(channel, payload => void marks.push(String(payload)))
    const { userCount, users } = await readPresence(context, 'marked', mark('moment'))
    expect({ userCount, users: users.toSorted() }).toEqual({ userCount: 2, users: ['alice', 'bob'] })
    await listener.barrier()
    expect(marks[0]).toBe(mark('moment'))
  })

  it('is only a number in a big room', async () => {
    const context = await openStoreContext()
    await enter(context, 'big', ...Array.from({ length: 101 }, (_, n) => `user${n}`))
    expect(await readPresence(context, 'big', mark('m'))).toEqual({ userCount: 101, users: [] })
  })
})
