import { describe, expect, it } from 'vitest'
import { RoomOrder } from '../../k6/chat/room-order.ts'

const notes = (order: RoomOrder, ...seqs: number[]) => seqs.map(seq => order.note(seq))

describe('the order of a room', () => {
  it('goes on from where the member came in', () => {
    const order = new RoomOrder({ epoch: 'e', seq: 7 })
    expect(notes(order, 8, 9, 10)).toEqual(['new', 'new', 'new'])
    expect(order).toMatchObject({ complete: 10, missing: 0 })
  })

  it('notices a hole, and what fills it', () => {
    const order = new RoomOrder({ epoch: 'e', seq: 0 })
    expect(notes(order, 1, 4)).toEqual(['new', 'new'])
    expect(order).toMatchObject({ complete: 1, missing: 2 })
    expect(notes(order, 3)).toEqual(['late'])
    expect(order).toMatchObject({ complete: 1, missing: 1 })
    expect(notes(order, 2)).toEqual(['late'])
    expect(order).toMatchObject({ complete: 4, missing: 0 })
  })

  it('notices what came before', () => {
    const order = new RoomOrder({ epoch: 'e', seq: 0 })
    expect(notes(order, 1, 2, 2, 1)).toEqual(['new', 'new', 'duplicate', 'duplicate'])
  })

  it('no longer waits for what is gone', () => {
    const order = new RoomOrder({ epoch: 'e', seq: 0 })
    notes(order, 5)
    order.giveUp()
    expect(order).toMatchObject({ complete: 5, missing: 0 })
  })
})
