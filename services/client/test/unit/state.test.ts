import { expect, it } from 'vitest'
import { createClient } from '../../src/index.ts'
import { usualTiming } from '../../src/options.ts'
import { createPresence } from '../../src/presence.ts'
import { createObservable } from '../../src/state.ts'
import { createTyping } from '../../src/typing.ts'
import { createFakeClock } from '../support/fake-clock.ts'

it('listeners are told once for all changes of one moment, and the snapshot is stable until then', async () => {
  let value = 0
  let told = 0
  const observable = createObservable(() => ({ value }))
  const stop = observable.subscribe(() => told++)
  const first = observable.state
  expect(observable.state).toBe(first)
  for (value = 1; value < 5; value++) observable.changed()
  expect(observable.state).not.toBe(first)
  expect(told).toBe(0)
  await Promise.resolve()
  expect(told).toBe(1)
  stop()
  observable.changed()
  await Promise.resolve()
  expect(told).toBe(1)
  expect(first).toEqual({ value: 0 })
})

it('parts of the state that did not change stay the same objects', () => {
  const client = createClient({ url: 'http://127.0.0.1:1' })
  const before = client.state
  void client.joinRoom('room')
  client.send('hello')
  const { room, rooms, outbox } = client.state
  expect(rooms).toBe(before.rooms)
  client.send('again')
  expect(client.state.room?.messages[0]).toBe(room?.messages[0])
  expect(client.state.outbox[0]).toBe(outbox[0])
  expect(Object.isFrozen(client.state)).toBe(true)
})

it('typing is told seldom and ends by itself after 2 s of silence', async () => {
  const clock = createFakeClock()
  const told: string[] = []
  const typing = createTyping({ clock, timing: usualTiming }, call => told.push(call))
  for (let key = 0; key < 20; key++) {
    typing.typing()
    await clock.advance(200)
  }
  expect(told).toEqual(['typing', 'typing'])
  await clock.advance(1799)
  expect(told).toHaveLength(2)
  await clock.advance(1)
  expect(told.at(-1)).toBe('stop_typing')
  typing.stop()
  expect(told).toHaveLength(3)
})

it('who was typing and is not heard of again is forgotten; who leaves types no more', async () => {
  const clock = createFakeClock()
  const presence = createPresence({ clock, timing: usualTiming, changed: () => {} })
  presence.set(['bob', 'Alice'], 2)
  expect(presence.current.users).toEqual(['Alice', 'bob'])
  presence.typing('bob')
  presence.typing('Alice')
  presence.change(['carol'], ['bob'], 2)
  expect(presence.current).toEqual({ users: ['Alice', 'carol'], userCount: 2, typing: ['Alice'] })
  await clock.advance(usualTiming.typingForgottenMs)
  expect(presence.current.typing).toEqual([])
})
