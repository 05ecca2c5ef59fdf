import { describe, expect, it } from 'vitest'
import { uniqueName } from '../../support/person.ts'
import { refusal } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

describe('leave_room {} → {roomName}', () => {
  const target = useTarget()
  const pair = () => target.conversation('alice', 'bob')

  it('ends hearing and speaking', async () => {
    const [alice, bob] = await pair()
    const [roomName, other] = [uniqueName('left'), uniqueName('other')]
    await alice.join(roomName)
    await bob.join(roomName)
    expect(await alice.call('leave_room', {})).toEqual({ ok: true, roomName })
    expect(await alice.fail('send_message', { text: 'hello?' })).toEqual(refusal('not_in_room'))
    await bob.say('behind her back')
    await bob.join(other)
    await alice.join(other)
    await bob.say('to her face')
    await alice.next('new_message', message => message.text === 'to her face')
    expect(alice.events('new_message')).toHaveLength(1)
  })

  it.each([
    ['leaves', 'leave_room', {}],
    ['goes to another room', 'join_room', { roomName: uniqueName('next') }],
  ] as const)('the others hear the last words of somebody who %s at once', async (_, call, input) => {
    const [alice, bob] = await pair()
    const roomName = uniqueName('last-words')
    await bob.join(roomName)
    const words = ['one', 'two', 'three']
    const rounds = 5
    for (let round = 0; round < rounds; round++) {
      await alice.join(roomName)
      await Promise.all([...words.map(text => alice.say(text)), alice.call(call, input)])
      await bob.next('user_left')
      for (const text of words) await bob.next('new_message', message => message.text === text)
    }
    const told = bob.inbox.log.flatMap(({ event, payload }) => {
      if (event === 'user_left') return ['left']
      return event === 'new_message' ? [(payload as { text: string }).text] : []
    })
    expect(told).toEqual(
      Array(rounds)
        .fill([...words, 'left'])
        .flat(),
    )
  })

  it('is refused with not_in_room before a join and the second time', async () => {
    const [alice] = await pair()
    expect(await alice.call('leave_room', {})).toEqual({ ok: false, error: refusal('not_in_room') })
    await alice.join(uniqueName('once'))
    await alice.leave()
    expect(await alice.fail('leave_room', {})).toEqual(refusal('not_in_room'))
  })

  it('keeps the history and its count', async () => {
    const [alice, bob] = await pair()
    const roomName = uniqueName('kept')
    const { epoch } = await alice.join(roomName)
    await alice.say('one')
    await alice.leave()
    expect(await bob.join(roomName)).toMatchObject({ epoch, seq: 1 })
    expect(await bob.next('message_history')).toEqual([
      expect.objectContaining({ text: 'one', seq: 1, epoch }),
    ])
    expect(await bob.say('two')).toMatchObject({ epoch, seq: 2 })
  })

  it('concerns the socket, not the user: another tab stays', async () => {
    const [alice, bob] = await pair()
    const roomName = uniqueName('tabs')
    const tab = await alice.person.connect({ awayFrom: [alice] })
    for (const client of [alice, bob, tab]) await client.join(roomName)
    await alice.leave()
    await bob.say('to the other tab')
    expect(await tab.next('new_message')).toMatchObject({ text: 'to the other tab' })
    expect(await tab.say('from the other tab')).toMatchObject({ seq: 2 })
  })
})
