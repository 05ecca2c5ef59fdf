import { describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { eventually } from '../../support/eventually.ts'
import { requestApi } from '../../support/http.ts'
import { everyNodeIs, outages, takeRedisAway } from '../../support/redis-outage.ts'
import { errorBody, refusal } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

// What members on one node see of each other meanwhile: island.test.ts.
describe('promise 6: while Redis is away sockets stay, and no call waits longer than 3.5 s', () => {
  const target = useTarget({ alone: true })
  const timed = async <Result>(call: Promise<Result>): Promise<Result> => {
    const start = performance.now()
    const result = await call
    expect(performance.now() - start).toBeLessThan(3500)
    return result
  }
  const sendUnkept = async (client: Client, clientMessageId: string): Promise<string> => {
    const input = { text: clientMessageId, clientMessageId }
    const ack = await timed(client.call('send_message', input))
    expect(ack).toEqual({
      ok: true,
      messageId: expect.any(String),
      timestamp: expect.any(Number),
      persisted: false,
      duplicate: false,
    })
    return 'messageId' in ack ? ack.messageId : ''
  }

  /** Every call that cannot do without Redis says `unavailable`; a token is good all the same. */
  const checkCalls = async (client: Client): Promise<void> => {
    expect(await timed(client.fail('join_room', { roomName: 'other' }))).toEqual(refusal('unavailable'))
    expect(await timed(client.fail('create_room', { roomName: 'other' }))).toEqual(refusal('unavailable'))
    const refused = await timed(client.person.connect().catch(error => error))
    expect(refused).toMatchObject({ data: refusal('unavailable') })
    const { username, password, userId, api } = client.person
    expect(await timed(api('/api/rooms'))).toMatchObject({ status: 503, body: errorBody('unavailable') })
    const login = await timed(requestApi(target.url, '/api/auth/login', { body: { username, password } }))
    expect(login).toMatchObject({ status: 503, body: errorBody('unavailable') })
    expect(await timed(api('/api/auth/me'))).toMatchObject({ status: 200, body: { userId, username } })
  }

  it.each(outages)('Redis is %s', async (_, signal) => {
    const [alice, bob] = await target.conversation('alice', 'bob')
    const roomName = `during-${signal}`
    await alice.join(roomName)
    await bob.join(roomName)
    const { messageId } = await alice.say('kept', 'kept')

    const bringBack = takeRedisAway(target, signal)
    // The first call is made while the node still believes in Redis.
    await sendUnkept(alice, 'first')
    await everyNodeIs(target, 503)
    const shownAs = await sendUnkept(alice, 'meanwhile')
    await checkCalls(alice)

    await bringBack()
    expect([alice, bob].flatMap(client => client.disconnects)).toEqual([])
    expect(await eventually(() => alice.say('kept', 'kept'))).toMatchObject({
      messageId,
      duplicate: true,
      persisted: true,
    })
    expect(await alice.say('meanwhile', 'meanwhile')).toMatchObject({ messageId: shownAs, duplicate: false })
    for (const client of [alice, bob])
      await client.next('new_message', ({ messageId, seq }) => messageId === shownAs && seq !== undefined)
    expect(await bob.say('an answer')).toMatchObject({ persisted: true })
    await alice.next('new_message', message => message.text === 'an answer')
  })
})
