import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { DomainEvents } from '../../src/domain-events.ts'

const room = { roomName: 'lobby', createdBy: 'alice' }

describe('domain events', () => {
  it('reach every listener until it unsubscribes', () => {
    const events = new DomainEvents(pino({ enabled: false }))
    const heard: string[] = []
    const off = events.on('room_created', ({ roomName }) => void heard.push(`first ${roomName}`))
    events.on('room_created', ({ roomName }) => void heard.push(`second ${roomName}`))
    events.emit('room_created', room)
    off()
    events.emit('room_created', room)
    events.emit('room_deleted', room)
    expect(heard).toEqual(['first lobby', 'second lobby', 'second lobby'])
  })

  it('a listener that throws or rejects harms neither the emitter nor the others, and is in the log', async () => {
    const lines: { event: string; listener: string; err: { message: string } }[] = []
    const logged = Promise.withResolvers<void>()
    const log = pino({
      hooks: {
        logMethod([facts]) {
          lines.push(facts as never)
          if (lines.length === 2) logged.resolve()
        },
      },
    })
    const events = new DomainEvents(log)
    const heard: string[] = []
    events.on('room_created', () => {
      throw new Error('thrown')
    })
    events.on('room_created', async () => {
      throw new Error('rejected')
    })
    events.on('room_created', ({ roomName }) => void heard.push(roomName))
    events.emit('room_created', room)
    expect(heard).toEqual(['lobby'])
    await logged.promise
    expect(lines.map(({ event, listener, err }) => [event, listener, err.message])).toEqual([
      ['listener_failed', 'room_created', 'thrown'],
      ['listener_failed', 'room_created', 'rejected'],
    ])
  })
})
