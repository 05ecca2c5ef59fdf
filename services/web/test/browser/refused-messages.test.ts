import { expect, test } from 'vitest'
import { sendRefused } from './support/refused.ts'
import { newRoom, useVisitors } from './support/visitors.ts'

const visitors = useVisitors()

test('a message that the server refuses says so; it can be tried again, and thrown away for good', async () => {
  const roomName = newRoom()
  const alice = await visitors.member('alice')
  await alice.enter(roomName)
  await alice.say('(alice-1)')
  await sendRefused(alice, roomName)
  const failed = alice.message('Not sent')
  expect(await failed.textContent()).toContain('more than 1000 characters')
  // One refusal does not hold up what is said after it.
  await alice.say('(alice-2)')
  const bob = await visitors.member('bob')
  await bob.enter(roomName)
  await bob.hears('(alice-2)')

  await failed.getByRole('button', { name: 'Retry' }).click()
  await failed.getByRole('button', { name: 'Retry' }).waitFor()
  await failed.getByRole('button', { name: 'Discard' }).click()
  await failed.waitFor({ state: 'detached' })
  await alice.reload()
  await alice.hears('(alice-2)')
  expect(await alice.message('much too long').count()).toBe(0)
  expect(await bob.message('much too long').count()).toBe(0)
})

test('the counter shows near the limit, and what is too long is not sent', async () => {
  const alice = await visitors.member('alice')
  await alice.enter(newRoom())
  const note = alice.page.getByText(/^-?\d+ \/ 1000$/)
  await alice.composer.fill('x'.repeat(500))
  expect(await note.count()).toBe(0)
  await alice.composer.fill('😀'.repeat(1000))
  await note.waitFor()
  await alice.composer.fill(`${'😀'.repeat(1000)}!`)
  await alice.page.getByRole('alert').filter({ hasText: '1 character too many' }).waitFor()
  await alice.composer.press('Enter')
  expect(await alice.composer.inputValue()).toHaveLength(2001)
  // A thousand characters are a thousand, however many bytes they have.
  await alice.composer.fill('😀'.repeat(1000))
  await alice.composer.press('Enter')
  await alice.messages.first().waitFor()
  await alice.say('(alice-2)')
  await alice.hears('(alice-2)')
  expect(await alice.messages.count()).toBe(2)
})
