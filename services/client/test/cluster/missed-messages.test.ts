import { describe, expect, it } from 'vitest'
import {
  enter,
  hasText,
  isSettled,
  openChatter,
  openConversation,
  textsOf,
  until,
} from '../support/chatter.ts'
import { clusterUrl } from '../support/cluster.ts'
import { losing } from '../support/drop-events.ts'

describe('what live delivery loses is fetched', () => {
  it('a hole, as soon as something comes behind it', async () => {
    const { roomName, chatters } = await openConversation(clusterUrl(), 'bob')
    const [bob] = chatters
    const alice = await openChatter('alice', { url: clusterUrl(), openSocket: losing('two', 'three') })
    await enter(alice, roomName, [bob])
    for (const text of ['one', 'two', 'three', 'four']) bob.client.send(text)
    await until(alice.client, hasText('three'))
    expect(textsOf(alice.client)).toEqual(['one', 'two', 'three', 'four'])
    expect(alice.attempts).toBe(1)
  })

  it('the newest message, when nothing else comes', async () => {
    const { roomName, chatters } = await openConversation(clusterUrl(), 'bob')
    const [bob] = chatters
    const timing = { idleCheckMs: 300 }
    const alice = await openChatter('alice', { url: clusterUrl(), openSocket: losing('last'), timing })
    await enter(alice, roomName, [bob])
    bob.client.send('first')
    bob.client.send('last')
    await until(bob.client, isSettled)
    await until(alice.client, hasText('last'))
    expect(textsOf(alice.client)).toEqual(['first', 'last'])
    expect(alice.client.state.room?.recovery).not.toBe('gap')
  })
})
