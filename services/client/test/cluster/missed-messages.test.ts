import { describe, expect, it } from 'vitest'
import { openPair } from '../../../chat/test/support/open-pair.ts'
import {
  enter,
  hasText,
  isSettled,
  openChatter,
  openConversation,
  textsOf,
  uniqueName,
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

  it('the newest messages, when nothing else comes; and who came and went', async () => {
    const { here, there, link } = await openPair({
      SOCKETLINK_HEARTBEAT_MS: '300',
      SOCKETLINK_LEASE_MS: '60000',
    })
    const roomName = uniqueName('idle')
    const alice = await openChatter('alice', { url: there.url })
    const bob = await openChatter('bob', { url: here.url })
    const carol = await openChatter('carol', { url: here.url })
    for (const chatter of [bob, carol, alice]) await enter(chatter, roomName)
    bob.client.send('heard')
    await until(alice.client, hasText('heard'))
    await link.breakDown()
    bob.client.send('missed')
    bob.client.send('missed, too')
    await carol.client.leaveRoom()
    await until(bob.client, isSettled)
    await link.heal()
    await until(alice.client, hasText('missed, too'))
    expect(textsOf(alice.client)).toEqual(['heard', 'missed', 'missed, too'])
    await until(alice.client, ({ room }) => room?.userCount === 2)
    expect(alice.client.state.room?.users).not.toContain(carol.username)
    expect(alice.client.state.room?.recovery).toBe('complete')
    expect(alice.attempts).toBe(1)
  })
})
