import { expect, test } from 'vitest'
import { eventually } from '../../../chat/test/support/eventually.ts'
import { uniqueName } from '../../../chat/test/support/person.ts'
import { newRoom, useVisitors } from './support/visitors.ts'

const visitors = useVisitors()

test('two people sign up, meet on different nodes, talk, and see each other type and come; a reload finds all', async () => {
  const roomName = newRoom()
  const names = [uniqueName('alice'), uniqueName('bob')]
  const [alice, bob] = [await visitors.stranger(), await visitors.stranger()]
  for (const [index, visitor] of [alice, bob].entries()) {
    await visitor.open()
    await visitor.button('Create an account').click()
    await visitor.page.getByLabel('Username').fill(names[index] ?? '')
    await visitor.page.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await visitor.button('Sign up').click()
    await visitor.page.getByLabel('New room').waitFor()
  }
  expect(alice.route).toMatch(/^[0-9a-f]{32}$/)
  expect(alice.route).not.toBe(bob.route)

  await alice.page.getByLabel('New room').fill(roomName)
  await alice.button('Create').click()
  await alice.page.getByRole('heading', { level: 2, name: roomName }).waitFor()
  await bob.roomsPanel.getByRole('link', { name: roomName }).click()
  await alice.members.getByText(names[1] ?? '').waitFor()
  await bob.members.getByText(names[0] ?? '').waitFor()

  await alice.composer.pressSequentially('(alice-1) is typ')
  await bob.page
    .getByRole('status')
    .filter({ hasText: names[0] ?? '' })
    .waitFor()
  await alice.composer.press('Enter')
  await bob.hears('(alice-1)')
  await bob.page
    .getByRole('status')
    .filter({ hasText: names[0] ?? '' })
    .waitFor({ state: 'hidden' })
  await bob.say('(bob-2)')
  await alice.hears('(bob-2)')
  await alice.say('(alice-3)')
  await bob.hears('(alice-3)')

  await bob.page.reload()
  await bob.hears('(alice-3)')
  for (const visitor of [alice, bob]) expect(await visitor.words()).toEqual(['alice-1', 'bob-2', 'alice-3'])
  await bob.say('(bob-4)')
  await alice.hears('(bob-4)')

  await bob.button('Leave room').click()
  await alice.members.getByText(names[1] ?? '').waitFor({ state: 'hidden' })
})

test('two tabs of one person count once and show the same', async () => {
  const [alice, bob] = await visitors.conversation('alice', 'bob')
  const path = new URL(alice.page.url()).hash
  const tab = await alice.openTab(`/${path}`)
  await tab.members.getByText(bob.username).waitFor()
  await tab.say('(alice-1)')
  await bob.hears('(alice-1)')
  await alice.hears('(alice-1)')
  await alice.say('(alice-2)')
  for (const visitor of [tab, bob, alice]) await visitor.hears('(alice-2)')
  expect(await bob.members.getByText(alice.username).count()).toBe(1)
  await tab.page.close()
  // Barrier: what bob's page is told after the tab is gone.
  await alice.say('(alice-3)')
  await bob.hears('(alice-3)')
  expect(await bob.members.getByText(alice.username).count()).toBe(1)
  for (const visitor of [alice, bob]) expect(await visitor.words()).toEqual(['alice-1', 'alice-2', 'alice-3'])
})

test('several lines: Shift+Enter begins a new one, Enter sends', async () => {
  const [alice, bob] = await visitors.conversation('alice', 'bob')
  await alice.say('what opens a row has a head')
  await alice.say('one line')
  await alice.composer.pressSequentially('first')
  await alice.composer.press('Shift+Enter')
  await alice.composer.pressSequentially('second')
  await alice.composer.press('Enter')
  await bob.hears('second')
  expect(await bob.message('first').textContent()).toMatch(/first\nsecond/)
  const [one, two] = [await bob.message('one line').boundingBox(), await bob.message('first').boundingBox()]
  expect(two?.height).toBeGreaterThan((one?.height ?? 0) * 1.2)
  await eventually(async () => expect(await alice.composer.inputValue()).toBe(''))
})

test('a link in a message can be followed, and tells nobody where it stood', async () => {
  const [alice, bob] = await visitors.conversation('alice', 'bob')
  await alice.say('see https://example.org/a?b=c, and')
  await bob.hears('see')
  const link = bob.log.getByRole('link')
  expect(await link.getAttribute('href')).toBe('https://example.org/a?b=c')
  expect(await link.getAttribute('rel')).toMatch(/noopener/)
  expect(await link.getAttribute('target')).toBe('_blank')
})
