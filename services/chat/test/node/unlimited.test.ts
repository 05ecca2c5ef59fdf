import { describe, expect, it } from 'vitest'
import type { Client, Person } from '../support/client.ts'
import { requestApi } from '../support/http.ts'
import { uniqueName } from '../support/person.ts'
import { useTarget } from '../support/target.ts'
import { openHttp } from './support/open-http.ts'

/** Strict enough for a test to meet every limit at once. */
const strict = {
  SOCKETLINK_LOGIN_FAILURES_PER_PAIR: '2',
  SOCKETLINK_REGISTRATIONS_PER_HOUR: '1000',
  SOCKETLINK_MESSAGE_BURST: '1',
  SOCKETLINK_MESSAGES_PER_SECOND: '1',
  SOCKETLINK_ROOMS_PER_MINUTE: '1',
  SOCKETLINK_CONNECTIONS_PER_USER: '2',
  // A test says which address it comes from.
  SOCKETLINK_TRUSTED_PROXIES: '127.0.0.1',
}
const listed = { SOCKETLINK_UNLIMITED_ADDRESSES: '10.1.0.0/16', SOCKETLINK_UNLIMITED_USERS: 'load-*' }

const from = (address: string) => ({ extraHeaders: { 'x-forwarded-for': address } })

/** What a user meets who does everything three times. */
const meetLimits = async (person: Person, address: string) => {
  const first = await person.connect(from(address))
  await first.join(uniqueName('talk'))
  const thrice = <Result>(act: () => Promise<Result>) => Promise.all([act(), act(), act()])
  const refusals = (acks: { ok: boolean }[]): number => acks.filter(ack => !ack.ok).length
  const connect = (): Promise<Client | undefined> => person.connect(from(address)).catch(() => undefined)
  const sent = refusals(await thrice(() => first.call('send_message', { text: 'one more' })))
  const made = refusals(await thrice(() => first.call('create_room', { roomName: uniqueName('made') })))
  const connected = (await thrice(connect)).filter(client => client === undefined).length
  return { sent, made, connected }
}

describe('limits that are lifted', () => {
  const target = useTarget({ settings: { ...strict, ...listed } })

  it('do not hold for a listed user from a listed address', async () => {
    const person = await target.person('load-a')
    expect(await meetLimits(person, '10.1.2.3')).toEqual({ sent: 0, made: 0, connected: 0 })
  })

  it('hold for anybody else from there, and for a listed user from elsewhere', async () => {
    const limited = { sent: 2, made: 2, connected: 2 }
    expect(await meetLimits(await target.person('ada'), '10.1.2.3')).toEqual(limited)
    expect(await meetLimits(await target.person('load-b'), '10.2.0.1')).toEqual(limited)
  })

  it('are lifted for logins in the same way', async () => {
    const statuses = async (username: string, address: string): Promise<number[]> => {
      const answers: number[] = []
      for (let attempt = 0; attempt < 4; attempt++) {
        const headers = { 'x-forwarded-for': address }
        const body = { username, password: 'not the one' }
        answers.push((await requestApi(target.url, '/api/auth/login', { headers, body })).status)
      }
      return answers
    }
    const name = uniqueName('load-c')
    expect(await statuses(name, '10.1.0.1')).toEqual([401, 401, 401, 401])
    expect(await statuses(name, '10.2.0.1')).toEqual([401, 401, 429, 429])
    expect(await statuses(uniqueName('ada'), '10.1.0.1')).toEqual([401, 401, 429, 429])
  })
})

describe('without a list', () => {
  const target = useTarget({ settings: strict })

  it('every limit holds', async () => {
    const person = await target.person('load-a')
    expect(await meetLimits(person, '10.1.2.3')).toEqual({ sent: 2, made: 2, connected: 2 })
  })
})

it('registrations: lifted for a listed name from a listed address only', async () => {
  const { app } = await openHttp({
    settings: { ...strict, ...listed, SOCKETLINK_REGISTRATIONS_PER_HOUR: '1' },
  })
  const register = async (name: string, remoteAddress: string): Promise<number> => {
    const payload = { username: uniqueName(name), password: 'a long enough password' }
    const answer = await app.inject({ method: 'POST', url: '/api/auth/register', remoteAddress, payload })
    return answer.statusCode
  }
  for (let n = 0; n < 3; n++) expect(await register('load-d', '10.1.0.9')).toBe(201)
  expect(await register('ada', '10.1.0.9')).toBe(201)
  expect(await register('ada', '10.1.0.9')).toBe(429)
  expect(await register('load-e', '10.2.0.9')).toBe(201)
  expect(await register('load-e', '10.2.0.9')).toBe(429)
})
