import type { HistoryPage } from '@socketlink/contract'
import { describe, expect, it } from 'vitest'
import type { Client } from '../support/client.ts'
import { eventually } from '../support/eventually.ts'
import { requestApi } from '../support/http.ts'
import { openPair } from '../support/open-pair.ts'

const quick = {
  SOCKETLINK_HEARTBEAT_MS: '300',
  SOCKETLINK_LEASE_MS: '1500',
  SOCKETLINK_PRESENCE_GRACE_MS: '500',
}
const patient = { ...quick, SOCKETLINK_LEASE_MS: '60000' }

const leftOf = (client: Client): string[] => client.events('user_left').map(({ username }) => username)
const historyOf = async (client: Client): Promise<string[]> => {
  const page = await client.person.api<HistoryPage>('/api/rooms/split/messages')
  return page.body.messages.map(({ text }) => text)
}

describe('a node that alone is cut off from Redis', () => {
  it('for longer than its lease: an island first, then dead to the others, and fenced when it is back', async () => {
    const { here, there, link } = await openPair(quick)
    const bob = await here.join('bob', 'split')
    const alice = await there.join('alice', 'split')
    const carol = await there.join('carol', 'split')
    const { epoch, seq } = await alice.say('before')
    await link.blackHole()
    expect((await requestApi(there.url, '/readyz')).status).toBe(503)
    const shown = await alice.succeed('send_message', { text: 'on the island', clientMessageId: 'island' })
    expect(shown.persisted).toBe(false)
    await carol.next('new_message', ({ messageId }) => messageId === shown.messageId)
    for (const { username } of [alice, carol]) await bob.next('user_left', left => left.username === username)
    await bob.say('on the main land')
    expect([alice, carol].flatMap(({ disconnects }) => disconnects)).toEqual([])
    expect(leftOf(carol)).toEqual([])

    await link.heal()
    await Promise.all([alice.gone(), carol.gone()])
    // They come back as who they are, to whichever node.
    const [aliceAgain, carolAgain] = [await alice.person.connect(), await carol.person.connect()]
    for (const client of [aliceAgain, carolAgain])
      expect(await eventually(() => client.join('split', { epoch, seq }))).toMatchObject({
        recovery: 'complete',
      })
    await aliceAgain.say('on the island', 'island')
    await bob.say('the end')
    for (const client of [aliceAgain, carolAgain, bob]) {
      await client.next('new_message', ({ text }) => text === 'the end')
      expect(await historyOf(client)).toEqual(['before', 'on the main land', 'on the island', 'the end'])
    }
    expect(bob.events('new_message').map(({ text }) => text)).toEqual(await historyOf(bob))
    const joined = await bob.join('split')
    expect(joined.users.toSorted()).toEqual([bob, alice, carol].map(({ username }) => username).toSorted())
    expect(leftOf(bob).toSorted()).toEqual([alice.username, carol.username].toSorted())
    expect(bob.disconnects).toEqual([])
  })

  it('for less than its lease: nobody is dropped, left or back', async () => {
    const { here, there, link } = await openPair(patient)
    const bob = await here.join('bob', 'split')
    const alice = await there.join('alice', 'split')
    const carol = await there.join('carol', 'split')
    await link.blackHole()
    await alice.succeed('send_message', { text: 'meanwhile', clientMessageId: 'meanwhile' })
    await bob.say('elsewhere')
    await carol.next('new_message', ({ text }) => text === 'meanwhile')
    await link.heal()
    await alice.next('room_head', ({ seq }) => seq === 1)
    await alice.say('meanwhile', 'meanwhile')
    for (const client of [alice, bob, carol]) {
      await client.next('new_message', ({ text, seq }) => text === 'meanwhile' && seq === 2)
      expect(await historyOf(client)).toEqual(['elsewhere', 'meanwhile'])
      expect(client.disconnects).toEqual([])
    }
    await carol.leave()
    for (const client of [alice, bob]) {
      await client.next('user_left', ({ username }) => username === carol.username)
      expect(leftOf(client)).toEqual([carol.username])
    }
    expect(bob.events('user_joined')).toHaveLength(2)
  })
})
