import { expect, it } from 'vitest'
import { forgeToken } from '../../../chat/test/support/forge-token.ts'
import { enter, hasText, openChatter, openConversation, textsOf, until } from '../support/chatter.ts'
import { clusterUrl } from '../support/cluster.ts'

it('an expired login says so, loses nothing that was typed, and goes on after the next login', async () => {
  const { roomName, chatters } = await openConversation(clusterUrl(), 'bob')
  const [bob] = chatters
  const alice = await openChatter('alice', { url: clusterUrl() })
  const login = JSON.parse(alice.storage.getItem('socketlink:session') ?? '')
  const exp = Math.floor(Date.now() / 1000) + 3
  const shortLived = { ...login, token: forgeToken(login.token, { claims: { exp } }) }
  alice.storage.setItem('socketlink:session', JSON.stringify(shortLived))
  const brief = await openChatter('alice', { url: clusterUrl(), storage: alice.storage, as: alice })
  await enter(brief, roomName)
  brief.client.send('in time')
  await until(bob.client, hasText('in time'))

  await until(brief.client, ({ connection }) => connection.status === 'loggedOut')
  expect(brief.client.state).toMatchObject({
    user: { username: alice.username },
    connection: { status: 'loggedOut', reason: 'token_expired' },
    room: { name: roomName, joined: false, messages: [{ text: 'in time' }] },
  })
  expect(alice.storage.getItem('socketlink:session')).toBeNull()
  brief.client.send('too late')
  await brief.client.login(alice.username, alice.password)
  await brief.client.connect()
  await until(bob.client, hasText('too late'))
  expect(textsOf(bob.client)).toEqual(['in time', 'too late'])
})
