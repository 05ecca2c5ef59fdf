import { expect, test } from 'vitest'
import { eventually } from '../../../chat/test/support/eventually.ts'
import { forgeToken } from '../../../chat/test/support/forge-token.ts'
import { uniqueName } from '../../../chat/test/support/person.ts'
import type { Visitor } from './support/visitor.ts'
import { newRoom, useVisitors } from './support/visitors.ts'

const visitors = useVisitors()
const refused = /status of 4\d\d/

const fill = async ({ page }: Visitor, username: string, password: string): Promise<void> => {
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
}

/** What is said of a field that is marked as wrong. */
const errorOf = async ({ page }: Visitor, label: string): Promise<string> => {
  const field = page.getByLabel(label, { exact: true })
  await eventually(async () => expect(await field.getAttribute('aria-invalid')).toBe('true'))
  return field.evaluate(input => {
    const ids = (input.getAttribute('aria-describedby') ?? '').split(' ')
    return ids.map(id => document.getElementById(id)?.textContent ?? '').join(' ')
  })
}

const storedKeys = ({ page }: Visitor): Promise<string[]> =>
  page.evaluate(() => Object.keys(localStorage).filter(key => key.startsWith('socketlink')))

test('errors stand beside the field they belong to, and the field has the focus', async () => {
  const taken = await visitors.person('taken')
  const visitor = await visitors.stranger()
  visitor.witness.expect(refused)
  await visitor.open()
  await visitor.button('Log in').click()
  expect(await errorOf(visitor, 'Username')).toContain('Enter your username')
  await fill(visitor, taken.username, 'not the password')
  await visitor.button('Log in').click()
  await visitor.page.getByRole('alert').filter({ hasText: 'username or the password is wrong' }).waitFor()

  await visitor.button('Create an account').click()
  await fill(visitor, taken.username, 'correct horse battery')
  await visitor.button('Sign up').click()
  expect(await errorOf(visitor, 'Username')).toContain('taken')
  expect(await visitor.page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('username')

  await fill(visitor, uniqueName('new'), 'password')
  await visitor.button('Sign up').click()
  expect(await errorOf(visitor, 'Password')).toMatch(/common/)
  expect(await visitor.page.getByLabel('Username').getAttribute('aria-invalid')).toBe('false')
  expect(await visitor.page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('password')

  await visitor.button('I have an account').click()
  await visitor.button('Log in').waitFor()
})

test('who logs in stays logged in over a reload; who logs out leaves nothing on the device', async () => {
  const person = await visitors.person('stays')
  const roomName = newRoom()
  const visitor = await visitors.stranger()
  await visitor.open(`/#/room/${roomName}`)
  await fill(visitor, person.username, person.password)
  await visitor.button('Log in').click()
  // The link was not forgotten over the log-in.
  await visitor.page.getByRole('heading', { level: 2, name: roomName }).waitFor()
  await visitor.composer.fill('a draft')
  await visitor.page.reload()
  await visitor.page.getByRole('heading', { level: 2, name: roomName }).waitFor()
  await eventually(async () => expect(await visitor.composer.inputValue()).toBe('a draft'))
  expect((await storedKeys(visitor)).length).toBeGreaterThan(0)

  await visitor.button('Log out').click()
  await visitor.button('Log in').waitFor()
  expect(await storedKeys(visitor)).toEqual([])
  await visitor.page.reload()
  await visitor.button('Log in').waitFor()
})

test('a log-out in one tab is one in all', async () => {
  const visitor = await visitors.member('tabs')
  await visitor.open()
  const tab = await visitor.openTab()
  await tab.button('Log out').waitFor()
  await visitor.button('Log out').click()
  await visitor.button('Log in').waitFor()
  await tab.button('Log in').waitFor()
})

test('a login that expires while one talks: all stays in place, and goes on with the password alone', async () => {
  const roomName = newRoom()
  const person = await visitors.person('expires')
  const visitor = await visitors.stranger()
  await visitor.open()
  await fill(visitor, person.username, person.password)
  await visitor.button('Log in').click()
  await visitor.enter(roomName)
  await visitor.say('(before-1)')
  await visitor.hears('(before-1)')
  // The same login, with an end that is near.
  await visitor.page.evaluate(
    ([token, expiresAt]) => {
      const key = 'socketlink:session'
      const login = JSON.parse(localStorage.getItem(key) ?? '{}')
      localStorage.setItem(key, JSON.stringify({ ...login, token, expiresAt }))
    },
    [
      forgeToken(person.token, { claims: { exp: Math.ceil(Date.now() / 1000) + 3 } }),
      Date.now() + 60_000,
    ] as const,
  )
  await visitor.reload()
  await visitor.mark()
  await visitor.composer.fill('still writing')
  await visitor.banner.filter({ hasText: 'expired' }).waitFor()
  expect(await visitor.composer.inputValue()).toBe('still writing')
  await visitor.say('(while-2)')

  await visitor.button('Log in again').click()
  const dialog = visitor.page.getByRole('dialog', { name: 'Log in again' })
  expect(await dialog.getByLabel('Username').inputValue()).toBe(person.username)
  await dialog.getByLabel('Password', { exact: true }).fill(person.password)
  await dialog.getByRole('button', { name: 'Log in', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await visitor.banner.waitFor({ state: 'hidden' })
  const client = await person.connect()
  await client.join(roomName)
  await client.say('(after-3)')
  await visitor.hears('(after-3)')
  client.close()
  expect(await visitor.words()).toEqual(['before-1', 'while-2', 'after-3'])
  expect(await visitor.hasMark()).toBe(true)
})
