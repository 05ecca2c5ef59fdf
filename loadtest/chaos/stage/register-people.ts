import { randomBytes } from 'node:crypto'
import type { Person } from '../clients/chaos-client.ts'

const post = async <Body>(url: string, path: string, body: object): Promise<Body> => {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Body
}

/** Logs somebody in, at whichever address: the token holds on every node. */
export const logIn = async (url: string, username: string, password: string): Promise<string> => {
  const { token } = await post<{ token: string }>(url, '/api/auth/login', { username, password })
  return token
}

const registerPerson = async (url: string, name: string): Promise<Person> => {
  const username = `${name}-${randomBytes(4).toString('hex')}`
  const password = randomBytes(12).toString('base64url')
  const { userId } = await post<{ userId: string }>(url, '/api/auth/register', { username, password })
  return { username, password, userId, token: await logIn(url, username, password) }
}

/** Registers people and logs them in, a few at a time: password hashes have a short queue. */
export const registerPeople = async (url: string, count: number, name = 'chaos'): Promise<Person[]> => {
  const people: Person[] = []
  while (people.length < count) {
    const batch = Array.from({ length: Math.min(8, count - people.length) }, () => registerPerson(url, name))
    people.push(...(await Promise.all(batch)))
  }
  return people
}
