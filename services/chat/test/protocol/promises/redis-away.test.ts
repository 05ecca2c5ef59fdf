import { describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { eventually } from '../../support/eventually.ts'
import { requestApi } from '../../support/http.ts'
import { errorBody, refusal } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

describe('promise 6: while Redis is away sockets stay, and no call waits longer than 3.5 s', () => {
  const target = useTarget({ alone: true })
  const timed = async <Result>(call: Promise<Result>): Promise<Result> => {
    const start = performance.now()
    const result = await call
    expect(performance.now() - start).toBeLessThan(3500)
    return result
  }
  const everyNodeIs = async (status: 200 | 503): Promise<void> => {
    for (const { url } of target.nodes) {
      await eventually(async () => expect((await requestApi(url, '/readyz')).status).toBe(status))
      expect((await requestApi(url, '/healthz')).status).toBe(200)
    }
  }

  /** Every call that needs Redis says `unavailable`, and nothing claims to be kept. */
  const checkCalls = async (client: Client): Promise<void> => {
    expect(await timed(client.fail('join_room', { roomName: 'other' }))).toEqual(refusal('unavailable'))
    expect(await timed(client.fail('create_room', { roomName: 'other' }))).toEqual(refusal('unavailable'))
    const sent = await timed(client.call('send_message', { text: 'meanwhile', clientMessageId: 'meanwhile' }))
    if (sent.ok) expect(sent).toMatchObject({ persisted: false })
    else expect(sent.error).toEqual(refusal('unavailable'))
    const refused = await timed(client.person.connect().catch(error => error))
    expect(refused).toMatchObject({ data: refusal('unavailable') })
    const { username, password, api } = client.person
    expect(await timed(api('/api/rooms'))).toMatchObject({ status: 503, body: errorBody('unavailable') })
    const login = await timed(requestApi(target.url, '/api/auth/login', { body: { username, password } }))
    expect(login).toMatchObject({ status: 503, body: errorBody('unavailable') })
  }

  it.each([
    ['stopped and continued', 'SIGSTOP', async () => target.redis.kill('SIGCONT')],
    ['killed and started again', 'SIGKILL', () => target.redis.start()],
  ] as const)('Redis is %s', async (_, signal, bringBack) => {
    const [alice, bob] = await target.conversation('alice', 'bob')
    const roomName = `during-${signal}`
    await alice.join(roomName)
    await bob.join(roomName)
    const { messageId } = await alice.say('kept', 'kept')

    target.redis.kill(signal)
    // The first call is made while the node still believes in Redis.
    const first = await timed(alice.call('send_message', { text: 'the first', clientMessageId: 'first' }))
    if (first.ok) expect(first).toMatchObject({ persisted: false })
    else expect(first.error).toEqual(refusal('unavailable'))
    await everyNodeIs(503)
    await checkCalls(alice)

    await bringBack()
    await everyNodeIs(200)
    expect([alice, bob].flatMap(client => client.disconnects)).toEqual([])
    expect(await eventually(() => alice.say('kept', 'kept'))).toMatchObject({
      messageId,
      duplicate: true,
      persisted: true,
    })
    const again = await eventually(() => alice.say('meanwhile', 'meanwhile'))
    expect(again.persisted).toBe(true)
    for (const client of [alice, bob]) {
      await client.next('new_message', message => message.clientMessageId === 'meanwhile' && message.seq > 0)
    }
    expect(await bob.say('an answer')).toMatchObject({ persisted: true })
    await alice.next('new_message', message => message.text === 'an answer')
  })
})
