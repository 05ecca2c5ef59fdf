import { expect, test } from 'vitest'
import { uniqueName } from '../../../chat/test/support/person.ts'
import { tabTo } from './support/keyboard.ts'
import { newRoom, useVisitors } from './support/visitors.ts'

const visitors = useVisitors()

test('sign up, make a room, talk, leave and log out without a mouse', async () => {
  const roomName = newRoom()
  const username = uniqueName('keys')
  const visitor = await visitors.stranger()
  const { page } = visitor
  const { keyboard } = page
  await visitor.open()
  await tabTo(page, 'Create an account')
  await keyboard.press('Enter')
  await tabTo(page, 'Username')
  await keyboard.type(username)
  await tabTo(page, 'Password')
  await keyboard.type('correct horse battery')
  await keyboard.press('Enter')
  await page.getByLabel('New room').waitFor()

  await tabTo(page, 'New room')
  await keyboard.type(roomName)
  await keyboard.press('Enter')
  await page.getByRole('heading', { level: 2, name: roomName }).waitFor()
  await tabTo(page, 'Message')
  await keyboard.type('(keys-1)')
  await tabTo(page, 'Send')
  await keyboard.press('Enter')
  await visitor.hears('(keys-1)')
  // Somebody stays, so that the room is still there to come back to.
  const other = await (await visitors.person('other')).connect()
  await other.join(roomName)
  await tabTo(page, 'Messages')
  await tabTo(page, /^Notify me/)

  await tabTo(page, 'Leave room')
  await keyboard.press('Enter')
  await page.getByRole('heading', { level: 2, name: 'Choose a room' }).waitFor()
  await tabTo(page, new RegExp(`^${roomName}`))
  await keyboard.press('Enter')
  await page.getByRole('heading', { level: 2, name: roomName }).waitFor()
  await visitor.hears('(keys-1)')
  await tabTo(page, 'Log out')
  await keyboard.press('Enter')
  await visitor.button('Log in').waitFor()
  other.close()
})

test('on a phone the panels open, close by Escape, and give the focus back', async () => {
  const visitor = await visitors.member('keys', { viewport: { width: 375, height: 700 } })
  const { page } = visitor
  await visitor.enter(newRoom())
  for (const panel of ['Rooms', 'Members']) {
    await tabTo(page, panel === 'Rooms' ? 'Rooms' : /^Members/)
    await page.keyboard.press('Enter')
    const region =
      panel === 'Rooms' ? visitor.roomsPanel : page.getByRole('complementary', { name: 'Members' })
    await region.waitFor()
    await page.keyboard.press('Escape')
    await region.waitFor({ state: 'hidden' })
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-expanded'))).toBe('false')
  }
})

test('the conversation can be skipped to, and scrolled by keys', async () => {
  const visitor = await visitors.member('keys', { viewport: { width: 1000, height: 500 } })
  const { page } = visitor
  const roomName = newRoom()
  await visitor.enter(roomName)
  for (let number = 1; number <= 20; number++) await visitor.say(`(keys-${number}) ${'word '.repeat(60)}`)
  await visitor.hears('(keys-20)')
  await tabTo(page, 'Messages')
  const before = await visitor.log.evaluate(log => log.scrollTop)
  await page.keyboard.press('PageUp')
  await page.waitForFunction(top => (document.querySelector('[role=log]')?.scrollTop ?? top) < top, before)
  await page.reload()
  await tabTo(page, /^Skip to/)
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN')
})
