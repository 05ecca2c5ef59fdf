import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { isShrunk, shrinkListeners } from '../../src/socket/shrink-listeners.ts'

/** An emitter that keeps its listeners in little memory, and what was heard of it. */
const open = (...finals: string[]) => {
  const emitter = new EventEmitter()
  const heard: unknown[] = []
  const hear = (name: string) => (what: unknown) => void heard.push(`${name} ${what}`)
  return { emitter, heard, hear, shrink: () => shrinkListeners(emitter, finals) }
}

describe('an emitter whose listeners were shrunk', () => {
  it('calls all of them in their order', () => {
    const { emitter, heard, hear, shrink } = open()
    emitter.on('data', hear('first')).on('data', hear('second')).on('end', hear('last'))
    shrink()
    expect(isShrunk(emitter)).toBe(true)
    emitter.emit('data', 1)
    emitter.emit('end', 2)
    expect(heard).toEqual(['first 1', 'second 1', 'last 2'])
  })

  it('takes new ones and lets them go, the last one too', () => {
    const { emitter, heard, hear, shrink } = open()
    const [first, second] = [hear('first'), hear('second')]
    emitter.on('data', first)
    shrink()
    emitter.on('data', second).off('data', first).emit('data', 1)
    emitter.off('data', second)
    expect(emitter.emit('data', 2)).toBe(false)
    expect(emitter.eventNames()).toEqual([])
    expect(heard).toEqual(['second 1'])
  })

  it('still calls one that another removes meanwhile', () => {
    const { emitter, heard, hear, shrink } = open()
    const second = hear('second')
    emitter.on('data', () => emitter.off('data', first))
    const first = emitter.listeners('data')[0] as () => void
    emitter.on('data', second).on('data', hear('third'))
    shrink()
    emitter.emit('data', 1)
    emitter.emit('data', 2)
    expect(heard).toEqual(['second 1', 'third 1', 'second 2', 'third 2'])
  })

  it('keeps what was to be called once, except for events that come once', () => {
    const { emitter, heard, hear, shrink } = open('close')
    const closed = hear('closed')
    emitter.once('data', hear('once')).once('close', closed)
    shrink()
    for (const what of [1, 2]) emitter.emit('data', what)
    expect(heard).toEqual(['once 1'])
    expect(emitter.rawListeners('close')).toEqual([closed])
    emitter.off('close', closed)
    expect(emitter.emit('close')).toBe(false)
  })

  it.each(['constructor', 'toString', '__proto__'])('knows no listener for the event %s', name => {
    const { emitter, hear, shrink } = open()
    emitter.on('data', hear('data'))
    shrink()
    expect(emitter.emit(name)).toBe(false)
  })
})

describe('anything else', () => {
  it('is left alone', () => {
    const other = { _events: { data: [] } }
    shrinkListeners(other, [])
    expect(isShrunk(other)).toBe(false)
    expect(() => shrinkListeners(undefined, [])).not.toThrow()
  })
})
