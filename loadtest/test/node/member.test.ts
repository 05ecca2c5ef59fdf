import { describe, expect, inject, it } from 'vitest'
import { launchNode } from '../../../services/chat/test/support/launch.ts'
import { registerPerson, uniqueName } from '../../../services/chat/test/support/person.ts'
import { useTarget } from '../../../services/chat/test/support/target.ts'
import type { Transport } from '../../k6/socketio/link.ts'
import type { Fault } from '../support/faulty-platform.ts'
import { faultyPlatform } from '../support/faulty-platform.ts'
import { notedMember } from '../support/noted-member.ts'

const sound = { lost: 0, duplicated: 0, outOfOrder: 0, unrecovered: 0, refused: [] }

const isMessage = (frame: string): boolean => frame.startsWith('42["new_message"')

describe('a member of a load test, in a room of a node', () => {
  const target = useTarget()

  it.each<Transport>(['websocket', 'polling'])(
    'over %s: sends, receives, and finds nothing amiss',
    async transport => {
      const roomName = uniqueName('talk')
      const people = await Promise.all([target.person(), target.person()])
      const noted = people.map(person => notedMember(target.url, person, { roomName, transport }))
      for (const { member } of noted) {
        await member.connect(Date.now())
        await member.join(Date.now())
      }
      for (let n = 0; n < 20; n++) for (const { member } of noted) member.send(Date.now())
      // A member's check goes as far as the room does at that time.
      for (const { until } of noted) await until('acked', 20)
      for (const { member, notes } of noted) {
        expect(await member.check()).toBe(true)
        expect(notes).toEqual({ ...sound, acked: 20, delivered: 40, recovered: 0 })
        member.leave()
      }
    },
  )

  it.each<Transport>(['websocket', 'polling'])(
    'over %s: comes back after a cut with what it missed',
    async transport => {
      const roomName = uniqueName('talk')
      const stock = await (await target.person('stock')).connect()
      await stock.join(roomName)
      const { member, notes, until } = notedMember(target.url, await target.person(), { roomName, transport })
      await member.connect(Date.now())
      await member.join(Date.now())
      await stock.say('run 1 heard')
      // On its way when the connection goes: repeated afterwards, and there once.
      member.send(Date.now())
      member.cut()
      const said = [stock.say('run 2 missed'), stock.say('run 3 missed')]
      member.send(Date.now())
      await Promise.all(said)
      await until('recovered', 1)
      await stock.say('run 4 heard again')
      expect(await member.check()).toBe(true)
      expect(notes).toEqual({ ...sound, acked: 2, delivered: 6, recovered: 1 })
      // The others got each of them once, too: what is said now is the seventh.
      await stock.say('run 5 the last')
      await stock.next('new_message', ({ text }) => text === 'run 5 the last')
      expect(stock.events('new_message')).toHaveLength(7)
      member.leave()
    },
  )

  it('counts a refused message once, and keeps it until it is taken', async () => {
    const strict = { SOCKETLINK_MESSAGE_BURST: '1', SOCKETLINK_MESSAGES_PER_SECOND: '4' }
    const node = await launchNode(inject('redisUrl'), strict)
    try {
      const person = await registerPerson(node.url, 'hasty', () => Promise.reject(new Error('not needed')))
      const { member, notes } = notedMember(node.url, person, { roomName: uniqueName('talk') })
      await member.connect(Date.now())
      await member.join(Date.now())
      for (let n = 0; n < 3; n++) member.send(Date.now())
      expect(await member.check()).toBe(true)
      expect(new Set(notes.refused)).toEqual(new Set(['rate_limited']))
      expect(notes).toMatchObject({ acked: 3, delivered: 3, lost: 0 })
      member.leave()
    } finally {
      await node.stop()
    }
  })
})

describe('a member notices', () => {
  const target = useTarget()

  /** Sends five messages to a member whose connection has a fault. */
  const hear = async (makeFault: () => Fault) => {
    const roomName = uniqueName('talk')
    const stock = await (await target.person('stock')).connect()
    await stock.join(roomName)
    const platform = faultyPlatform(makeFault())
    const { member, notes } = notedMember(target.url, await target.person(), { roomName, platform })
    await member.connect(Date.now())
    await member.join(Date.now())
    for (let n = 1; n <= 5; n++) await stock.say(`run ${n} -`)
    expect(await member.check()).toBe(true)
    member.leave()
    return notes
  }

  it.each([
    ['in the middle', 3],
    ['at the end', 5],
  ])('a message that was lost %s', async (_, which) => {
    let count = 0
    const notes = await hear(() => frame => (isMessage(frame) && ++count === which ? [] : [frame]))
    expect(notes).toMatchObject({ ...sound, lost: 1, delivered: 4 })
  })

  it('a message that came twice', async () => {
    let count = 0
    const notes = await hear(() => frame => (isMessage(frame) && ++count === 2 ? [frame, frame] : [frame]))
    expect(notes).toMatchObject({ ...sound, duplicated: 1, delivered: 5 })
  })

  it('two messages in the wrong order', async () => {
    let count = 0
    let held = ''
    const notes = await hear(() => frame => {
      if (!isMessage(frame)) return [frame]
      count++
      if (count === 2) held = frame
      return count === 2 ? [] : count === 3 ? [frame, held] : [frame]
    })
    expect(notes).toMatchObject({ ...sound, outOfOrder: 1, delivered: 5 })
  })

  it('a cluster that acknowledges what it does not keep', async () => {
    const roomName = uniqueName('talk')
    const aheadOfItself = (frame: string) =>
      frame.replace(/^(43\d+\[\{"ok":true,"messageId".*?"seq":)/, '$1999')
    const platform = faultyPlatform(frame => [aheadOfItself(frame)])
    const lying = notedMember(target.url, await target.person(), { roomName, platform })
    await lying.member.connect(Date.now())
    await lying.member.join(Date.now())
    lying.member.send(Date.now())
    expect(await lying.member.check()).toBe(true)
    expect(lying.notes).toMatchObject({ acked: 1, lost: 1 })
    lying.member.leave()
  })
})
