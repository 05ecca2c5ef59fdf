import { randomBytes } from 'node:crypto'
import type { Client, ConnectOptions, Person } from './client.ts'
import { requestApi } from './http.ts'

/** A name nobody else in this run has; at most 20 characters for a `name` of at most 11. */
export const uniqueName = (name: string): string => `${name.slice(0, 11)}-${randomBytes(4).toString('hex')}`

/** Registers an account and logs it in. */
export const registerPerson = async (
  url: string,
  name: string,
  connect: (person: Person, options: ConnectOptions) => Promise<Client>,
): Promise<Person> => {
  const username = uniqueName(name)
  const password = `pass-${randomBytes(6).toString('hex')}`
  const registered = await requestApi<{ userId: string }>(url, '/api/auth/register', {
    body: { username, password },
  })
  if (registered.status !== 201)
    throw new Error(`register: ${registered.status} ${JSON.stringify(registered.body)}`)
  const login = await requestApi<{ token: string; expiresAt: number }>(url, '/api/auth/login', {
    body: { username, password },
  })
  if (login.status !== 200) throw new Error(`login: ${login.status} ${JSON.stringify(login.body)}`)
  const { token, expiresAt } = login.body
  const person: Person = {
    username,
    password,
    userId: registered.body.userId,
    token,
    expiresAt,
    api: (path, request = {}) => requestApi(url, path, { token, ...request }),
    connect: (options = {}) => connect(person, options),
  }
  return person
}
