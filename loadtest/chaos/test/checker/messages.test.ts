import { describe, expect, it } from 'vitest'
import { message, Story } from './story.ts'

describe('what the checker counts of messages', () => {
  it('nothing, when all went well', () => {
    expect(new Story().talk(1, 2, 3).wrong()).toEqual({})
  })

  it('lost: acked as persisted, and not in the history', () => {
    expect(new Story().talk(1).acked(message(2)).wrong()).toEqual({ lost: 1 })
  })

  it('lost once, however often it was acked', () => {
    expect(new Story().talk(1).acked(message(2)).acked(message(2)).wrong()).toEqual({ lost: 1 })
  })

  it('not lost: acked as not persisted', () => {
    const provisional = message(2, { seq: undefined, epoch: undefined })
    expect(new Story().talk(1).acked(provisional, false).wrong()).toEqual({})
  })

  it('not lost: older than all that a full history keeps', () => {
    const story = new Story().talk(1, 2, 3)
    story.kept.shift()
    story.room.full = true
    expect(story.wrong()).toEqual({})
  })

  it('lost: as old as that, but the history is not full', () => {
    const story = new Story().talk(1, 2, 3)
    story.kept.shift()
    expect(story.wrong()).toEqual({ lost: 1, phantom: 1 })
  })

  it('lost and told: the room has a new epoch, and everybody knows', () => {
    const story = new Story().acked(message(1))
    story.room.epoch = 'second'
    story.enters('ann', { epoch: 'second', recovery: 'reset', seq: 0 })
    expect(story.wrong()).toMatchObject({ lost: 1 })
    story.enters('bob', { epoch: 'second', recovery: 'reset', seq: 0 })
    expect(story.wrong()).toEqual({ toldLost: 1 })
  })

  it('phantom: delivered with a seq, and never in the history', () => {
    expect(new Story().talk(1).gets('bob', message(2)).wrong()).toEqual({ phantom: 1 })
  })

  it('duplicated: shown under two ids', () => {
    const story = new Story().talk(1)
    const again = message(2, { clientMessageId: 'ann-1' })
    story.gets('ann', again).gets('bob', again)
    expect(story.wrong()).toMatchObject({ duplicated: 2 })
  })

  it('duplicated: twice in the history', () => {
    const story = new Story().talk(1)
    story.kept.push(message(2, { clientMessageId: 'ann-1' }))
    expect(story.wrong()).toMatchObject({ duplicated: 1 })
  })

  it('not duplicated: a provisional copy and the sequenced one', () => {
    const story = new Story().gets(
      'bob',
      message(1, { seq: undefined, epoch: undefined, messageId: 'early' }),
    )
    expect(story.talk(1).wrong()).toEqual({})
  })

  it('divergent: a provisional copy that nothing replaces', () => {
    const story = new Story().gets(
      'bob',
      message(1, { seq: undefined, epoch: undefined, messageId: 'early' }),
    )
    expect(story.wrong()).toEqual({ divergent: 1 })
  })

  it('out of order: seq falls on one connection', () => {
    const story = new Story().talk(1)
    story.kept.push(message(2), message(3))
    story.gets('ann', message(2), message(3)).gets('bob', message(3), message(2))
    expect(story.wrong()).toEqual({ outOfOrder: 1 })
  })

  it('out of order: one seq for two messages', () => {
    const story = new Story().talk(1)
    const other = message(1, { messageId: 'other', clientMessageId: 'other' })
    story.kept.push(other)
    story.gets('bob', other)
    expect(story.wrong()).toEqual({ outOfOrder: 2 })
  })

  it('out of order: a hole in the history', () => {
    const story = new Story().talk(1)
    expect(story.talk(3).wrong()).toEqual({ outOfOrder: 1 })
  })

  it('not out of order: seq begins anew with an epoch, or is seen again on another connection', () => {
    const story = new Story().talk(1, 2)
    story
      .note('bob', { type: 'disconnected', reason: 'cut' })
      .note('bob', { type: 'connected', node: 'other' })
    story.enters('bob', { recovery: 'complete', seq: 2 })
    story.note('bob', { type: 'delivered', message: message(1) })
    story.kept.push(message(1, { epoch: 'second', messageId: 'new', clientMessageId: 'new' }))
    story.gets('bob', story.kept.at(-1) as ReturnType<typeof message>)
    expect(story.wrong()).toEqual({})
  })

  it('missed: in the history, and not shown by somebody who was there', () => {
    const story = new Story().talk(1)
    story.kept.push(message(2))
    story.acked(message(2)).gets('ann', message(2))
    expect(story.wrong()).toEqual({ missed: 1 })
  })

  it('not missed: sent before somebody came, or while nobody could say what was missed', () => {
    const story = new Story().talk(1)
    story.comes('cleo')
    story.room.users = ['ann', 'bob', 'cleo']
    story.talk(2).gets('cleo', message(2))
    story.told('ann', 'user_joined', 'cleo').told('bob', 'user_joined', 'cleo')
    story.enters('cleo', { recovery: 'complete' })
    expect(story.wrong()).toEqual({})
  })

  it('gaps: a resume that did not bring all', () => {
    const story = new Story().talk(1, 2, 3)
    story.enters('bob', { recovery: 'gap' })
    expect(story.wrong()).toEqual({ gaps: 1 })
  })
})
