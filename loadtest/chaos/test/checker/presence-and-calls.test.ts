import { describe, expect, it } from 'vitest'
import { timesBack } from '../../checker/count-calls.ts'
import { indexHistory } from '../../checker/index-history.ts'
import { Story } from './story.ts'

const left = (story: Story, ...clients: string[]): Story => {
  for (const client of clients) story.told(client, 'user_left', 'cleo')
  return story
}

/** Cleo comes, goes for good, and everybody is told. */
const goes = (): Story => {
  const story = new Story().comes('cleo', false)
  story.told('ann', 'user_joined', 'cleo').told('bob', 'user_joined', 'cleo')
  return story.note('cleo', { type: 'retired' }).wait(5000)
}

describe('what the checker counts of presence', () => {
  it('nothing, when somebody goes and everybody is told once', () => {
    expect(left(goes(), 'ann', 'bob').wrong()).toEqual({})
  })

  it('ghosts: listed, and gone', () => {
    const story = left(goes(), 'ann', 'bob')
    story.room.users = ['ann', 'bob', 'cleo']
    expect(story.wrong()).toEqual({ ghosts: 1, staleViews: 2 })
  })

  it('unlisted: there, and not listed', () => {
    const story = new Story()
    story.room.users = ['ann']
    expect(story.wrong()).toMatchObject({ unlisted: 1 })
  })

  it('doubled leaves: told twice', () => {
    expect(left(goes(), 'ann', 'bob', 'bob').wrong()).toEqual({ doubledLeaves: 1 })
  })

  it('not doubled: back in between', () => {
    const story = left(goes(), 'ann', 'bob')
    story.note('cleo', { type: 'connected', node: 'node' }).enters('cleo').wait(10)
    story.note('cleo', { type: 'retired' }).wait(5000)
    expect(left(story, 'ann', 'bob').wrong()).toEqual({})
  })

  it('untold leaves, and with it a stale view: somebody was not told', () => {
    expect(left(goes(), 'ann').wrong()).toEqual({ untoldLeaves: 1, staleViews: 1 })
  })

  it('false leaves: told of somebody who is there', () => {
    const story = new Story().wait(5000)
    story.told('ann', 'user_left', 'bob').told('ann', 'user_joined', 'bob')
    expect(story.wrong()).toEqual({ falseLeaves: 1 })
  })

  it('no false leave: told of somebody who has been back for a moment only', () => {
    const story = new Story().wait(5000)
    story.note('bob', { type: 'disconnected', reason: 'cut' }).wait(6000).enters('bob')
    story.told('ann', 'user_left', 'bob').told('ann', 'user_joined', 'bob')
    expect(story.wrong()).toEqual({})
  })
})

describe('what the checker counts of calls and connections', () => {
  it('unreconnected: should be in the room, and is not', () => {
    const story = new Story().note('bob', { type: 'disconnected', reason: 'cut' })
    expect(story.wrong()).toEqual({ unreconnected: 1 })
  })

  it('unfinished: a call that never ended', () => {
    const story = new Story().note('ann', { type: 'invoke', call: 7, name: 'send_message', roomName: 'room' })
    expect(story.wrong()).toEqual({ unfinished: 1 })
  })

  it('the longest call, however it ended', () => {
    const story = new Story().note('ann', { type: 'invoke', call: 7, name: 'send_message', roomName: 'room' })
    story.wait(4999).note('ann', { type: 'unknown', call: 7 })
    expect(story.verdict().longestCallMs).toBe(5000)
  })

  it('times back: of those who lost their connection, until they are in their room again', () => {
    const client = { client: 'ann', username: 'ann', roomName: 'room', present: true }
    const at = (ms: number) => ({ client: 'ann', at: ms })
    const entered = {
      type: 'entered',
      roomName: 'room',
      epoch: 'e',
      seq: 0,
      recovery: 'none',
    } as const
    const history = indexHistory({
      clients: [client, { ...client, client: 'bob' }],
      rooms: [],
      events: [
        { ...at(1), ...entered },
        { ...at(100), type: 'disconnected', reason: 'cut' },
        { ...at(400), ...entered },
        { ...at(500), type: 'disconnected', reason: 'cut' },
        { ...at(900), ...entered },
      ],
    })
    expect(timesBack(history, 50)).toEqual([850])
    expect(timesBack(history, 600)).toEqual([])
  })
})
