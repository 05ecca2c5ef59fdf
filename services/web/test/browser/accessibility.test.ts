import { expect, test } from 'vitest'
import { auditEverywhere } from './support/audit.ts'
import { sendRefused } from './support/refused.ts'
import { newRoom, useVisitors } from './support/visitors.ts'

const visitors = useVisitors()

test('axe finds nothing: log-in, sign-up, and their errors', async () => {
  const visitor = await visitors.stranger()
  visitor.witness.expect(/status of 4\d\d/)
  await visitor.open()
  await visitor.button('Log in').waitFor()
  expect(await auditEverywhere(visitor.page)).toEqual([])
  await visitor.page.getByLabel('Username').fill('nobody')
  await visitor.page.getByLabel('Password', { exact: true }).fill('whatever it is')
  await visitor.button('Log in').click()
  await visitor.page.getByRole('alert').first().waitFor()
  expect(await auditEverywhere(visitor.page)).toEqual([])
  await visitor.button('Create an account').click()
  await visitor.button('Sign up').click()
  await visitor.page.getByRole('alert').first().waitFor()
  expect(await auditEverywhere(visitor.page)).toEqual([])
})

test('axe finds nothing: no room, a wrong link, an empty room, a refused name', async () => {
  const visitor = await visitors.member('axe')
  await visitor.open()
  await visitor.page.getByRole('heading', { level: 2, name: 'Choose a room' }).waitFor()
  expect(await auditEverywhere(visitor.page)).toEqual([])
  await visitor.open('/#/room/%20nowhere')
  await visitor.page.getByRole('heading', { level: 2, name: 'There is no such room' }).waitFor()
  expect(await auditEverywhere(visitor.page)).toEqual([])
  await visitor.enter(newRoom())
  expect(await auditEverywhere(visitor.page)).toEqual([])
  await visitor.page.setViewportSize({ width: 1200, height: 800 })
  await visitor.page.getByLabel('New room').fill('no spaces allowed')
  await visitor.page.getByLabel('New room').press('Enter')
  await visitor.page.getByRole('alert').first().waitFor()
  expect(await auditEverywhere(visitor.page)).toEqual([])
})

test('axe finds nothing: a conversation, its panels, a failed message, the banner', async () => {
  const [alice, bob] = await visitors.conversation('alice', 'bob')
  const { page } = bob
  await alice.say('(alice-1) hello https://example.org/')
  await alice.say('(alice-2) and again')
  await bob.hears('(alice-2)')
  await bob.say('(bob-1) well')
  await alice.hears('(bob-1)')
  await alice.composer.pressSequentially('typing')
  await page.getByRole('status', { name: 'Typing' }).filter({ hasText: alice.username }).waitFor()
  await bob.composer.fill('x'.repeat(1010))
  expect(await auditEverywhere(page)).toEqual([])
  await bob.composer.fill('')

  for (const panel of ['Rooms', 'Members']) {
    const opener = page
      .getByRole('button', { name: panel, exact: false })
      .and(page.locator('[aria-expanded]'))
    const open = async (size: string): Promise<void> => {
      await page.keyboard.press('Escape')
      if (size === 'phone') await opener.click()
    }
    expect(await auditEverywhere(page, open)).toEqual([])
    await page.keyboard.press('Escape')
  }

  await page.setViewportSize({ width: 1200, height: 900 })
  await sendRefused(bob, decodeURIComponent(new URL(page.url()).hash.slice('#/room/'.length)))
  expect(await auditEverywhere(page)).toEqual([])

  // Cut off: what is said now waits, and the banner says why.
  await page.setViewportSize({ width: 1200, height: 900 })
  bob.witness.expect(/ERR_|WebSocket/)
  await bob.context.setOffline(true)
  await page.evaluate(() => window.dispatchEvent(new Event('offline')))
  await bob.say('(bob-2) into the void')
  await bob.banner.waitFor()
  expect(await auditEverywhere(page)).toEqual([])
  await page.setViewportSize({ width: 1200, height: 900 })
  await bob.button('Log out').click()
  await page.getByRole('dialog').waitFor()
  expect(await auditEverywhere(page)).toEqual([])
})
