import type { Message, Position } from '@socketlink/contract'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { uniqueName } from '../../support/person.ts'
import { loseRoom } from '../../support/redis-keys.ts'
import { useTarget } from '../../support/target.ts'

describe('promise 4: join_room with `after` returns what was missed', () => {
  // 50 is the least a node keeps, so that `gap` needs few messages.
  const target = useTarget({ settings: { SOCKETLINK_HISTORY_LENGTH: '50' } })

  /** Alice hears `heard` messages, then loses her connection and misses `missed`. */
  const lose = async (heard: number, missed: number) => {
    const [alice, bob] = await target.conversation('alice', 'bob')
    const roomName = uniqueName('resume')
    const { epoch } = await alice.join(roomName)
    await bob.join(roomName)
    for (let n = 0; n < heard; n++) await bob.say(`heard ${n}`)
    if (heard > 0) await alice.next('new_message', message => message.seq === heard)
    await alice.cut()
    for (let n = 0; n < missed; n++) await bob.say(`missed ${n}`)
    const back = await alice.person.connect({ awayFrom: [alice] })
    return { alice, bob, back, roomName, at: { epoch, seq: heard } }
  }
  const resume = async (client: Client, roomName: string, after: Position) => {
    const { recovery, seq, epoch } = await client.join(roomName, after)
    return { recovery, seq, epoch, history: await client.next('message_history') }
  }
  const seqs = (messages: Message[]): number[] => messages.map(message => message.seq)

  it('complete: all that was missed, nothing else, and then what is live', async () => {
    const { bob, back, roomName, at } = await lose(3, 4)
    const { recovery, seq, history } = await resume(back, roomName, at)
    expect({ recovery, seq }).toEqual({ recovery: 'complete', seq: 7 })
    // An ack may be before the event.
    await bob.next('new_message', message => message.seq === 7)
    expect(history).toEqual(bob.events('new_message').slice(3))
    await bob.say('live')
    expect(await back.next('new_message')).toMatchObject({ seq: 8 })
    expect(back.events('new_message')).toHaveLength(1)
  })

  it('complete: nothing was missed', async () => {
    const { back, roomName, at } = await lose(3, 0)
    expect(await resume(back, roomName, at)).toMatchObject({ recovery: 'complete', seq: 3, history: [] })
  })

  it('complete: from the very beginning of the room', async () => {
    const { back, roomName, at } = await lose(0, 5)
    const { recovery, history } = await resume(back, roomName, at)
    expect(recovery).toBe('complete')
    expect(seqs(history)).toEqual([1, 2, 3, 4, 5])
  })

  it('complete: exactly as much as is kept', async () => {
    const { back, roomName, at } = await lose(1, 50)
    const { recovery, history } = await resume(back, roomName, at)
    expect(recovery).toBe('complete')
    expect(seqs(history)).toEqual(Array.from({ length: 50 }, (_, n) => n + 2))
  })

  it('gap: one more than is kept, and the client is told', async () => {
    const { back, roomName, at } = await lose(1, 51)
    const { recovery, seq, history } = await resume(back, roomName, at)
    expect({ recovery, seq }).toEqual({ recovery: 'gap', seq: 52 })
    // What is left is given, and it is whole.
    const kept = seqs(history)
    expect(kept.at(-1)).toBe(52)
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, n) => 53 - kept.length + n))
  })

  it('reset: the history was lost, and the new epoch says so', async () => {
    const { alice, bob, back, roomName, at } = await lose(2, 1)
    await bob.leave()
    alice.close()
    expect(await loseRoom(target.redisUrl, target.prefix, roomName)).toBeGreaterThan(0)
    await bob.join(roomName)
    expect(await bob.say('a new beginning')).toMatchObject({ seq: 1 })
    const { recovery, epoch, seq, history } = await resume(back, roomName, at)
    expect({ recovery, seq }).toEqual({ recovery: 'reset', seq: 1 })
    expect(epoch).not.toBe(at.epoch)
    expect(history.map(({ text }) => text)).toEqual(['a new beginning'])
  })

  it('reset: an epoch that never was, or a seq from the future', async () => {
    const { back, roomName, at } = await lose(2, 0)
    expect((await resume(back, roomName, { epoch: 'made-up', seq: 1 })).recovery).toBe('reset')
    const ahead = await resume(back, roomName, { ...at, seq: 1000 })
    expect(ahead.recovery).not.toBe('complete')
    expect(ahead.seq).toBe(2)
  })

  it('none: without `after` the client gets the last messages', async () => {
    const { back, roomName } = await lose(2, 1)
    expect(await back.join(roomName)).toMatchObject({ recovery: 'none', seq: 3 })
    expect(seqs(await back.next('message_history'))).toEqual([1, 2, 3])
  })

  it('works on the same socket, too', async () => {
    const { bob, back, roomName, at } = await lose(2, 2)
    await back.join(uniqueName('elsewhere'))
    await back.next('message_history')
    await bob.say('meanwhile')
    expect(seqs((await resume(back, roomName, at)).history)).toEqual([3, 4, 5])
  })
})
