import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import type { Person } from '../../../../chat/test/support/client.ts'
import { Client } from '../../../../chat/test/support/client.ts'
import { registerPerson } from '../../../../chat/test/support/person.ts'
import { startBrowser } from './browser.ts'
import { Visitor } from './visitor.ts'
import { type Witness, watchContext } from './witness.ts'

export interface Visitors {
  /** Somebody who has not been here before. */
  stranger(options?: BrowserContextOptions): Promise<Visitor>
  /** Somebody new who is logged in, as after a visit before. */
  member(name: string, options?: BrowserContextOptions): Promise<Visitor>
  /** An account without a browser; it talks over a socket of its own. */
  person(name: string): Promise<Person>
  /** One member for each name in a new room, each on another node than the one before. */
  conversation(...names: string[]): Promise<[Visitor, Visitor, ...Visitor[]]>
}

export const clusterUrl = (): string => {
  const cluster = inject('cluster')
  if (cluster === undefined) throw new Error('these tests need the cluster')
  return cluster.url
}

let rooms = 0
export const newRoom = (): string => `room-${process.pid}-${++rooms}`

/**
 * Browsers of a test file. After each test they are closed, and the test fails when anything went wrong in one of them
 * that it had not asked for.
 */
export const useVisitors = (url: () => string = clusterUrl): Visitors => {
  let browser: Browser
  const open: { context: BrowserContext; witness: Witness }[] = []
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterEach(async () => {
    const opened = open.splice(0)
    for (const { context } of opened) await context.close()
    expect(opened.flatMap(({ witness }) => witness.complaints)).toEqual([])
  })
  afterAll(() => browser?.close())

  const newVisitor = async (username: string, options: BrowserContextOptions): Promise<Visitor> => {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options })
    context.setDefaultTimeout(20_000)
    const witness = await watchContext(context, url())
    open.push({ context, witness })
    return new Visitor(await context.newPage(), { witness, url: url(), username })
  }
  const person = (name: string): Promise<Person> =>
    registerPerson(url(), name, (someone, settings) => new Client(someone, url(), settings).connect())

  const member: Visitors['member'] = async (name, options = {}) => {
    const { token, expiresAt, userId, username } = await person(name)
    const login = { token, expiresAt, user: { userId, username, role: 'user' } }
    const localStorage = [{ name: 'socketlink:session', value: JSON.stringify(login) }]
    const storageState = { cookies: [], origins: [{ origin: url(), localStorage }] }
    return newVisitor(username, { ...options, storageState })
  }

  return {
    stranger: (options = {}) => newVisitor('', options),
    member,
    person,
    conversation: async (...names) => {
      const roomName = newRoom()
      const visitors: Visitor[] = []
      for (const name of names) {
        const visitor = await member(name, { viewport: { width: 1200, height: 2000 } })
        await visitor.enter(roomName)
        // The proxy picks the node with the fewest connections; so mostly this is done at once.
        while (visitors.at(-1)?.route === visitor.route) {
          await visitor.reload()
        }
        visitors.push(visitor)
      }
      return visitors as [Visitor, Visitor, ...Visitor[]]
    },
  }
}
