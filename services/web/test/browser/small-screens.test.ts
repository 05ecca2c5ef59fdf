import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { newRoom, useVisitors } from './support/visitors.ts'

const visitors = useVisitors()

const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    return [...document.querySelectorAll('*')]
      .filter(element => element.getBoundingClientRect().right > clientWidth + 1)
      .map(element => element.outerHTML.slice(0, 100))
  })

test('at 320 pixels everything is there, and nothing is wider than the screen', async () => {
  const viewport = { width: 320, height: 568 }
  const stranger = await visitors.stranger({ viewport })
  await stranger.open()
  await stranger.button('Create an account').click()
  await stranger.button('Sign up').click()
  await stranger.page.getByRole('alert').first().waitFor()
  expect(await tooWide(stranger.page)).toEqual([])

  const visitor = await visitors.member('narrow', { viewport, hasTouch: true, isMobile: true })
  const { page } = visitor
  await visitor.open()
  await visitor.roomsPanel.waitFor()
  expect(await tooWide(page)).toEqual([])
  const roomName = `${'long-'.repeat(6)}${newRoom()}`
  await page.getByLabel('New room').fill(roomName)
  await visitor.button('Create').tap()
  await page.getByRole('heading', { level: 2, name: roomName }).waitFor()
  await visitor.composer.fill('x'.repeat(995))
  expect(await tooWide(page)).toEqual([])
  await visitor.button('Send').tap()
  await visitor.hears('xxxxxxxx')
  expect(await tooWide(page)).toEqual([])
  for (const name of ['Rooms', 'Members']) {
    const opener = page.getByRole('button', { name }).and(page.locator('[aria-expanded]'))
    await opener.tap()
    await page.getByRole('button', { name: `Close ${name.toLowerCase()}` }).waitFor()
    expect(await tooWide(page)).toEqual([])
    await page.getByRole('button', { name: `Close ${name.toLowerCase()}` }).tap()
  }
  await visitor.button('Leave room').tap()
  await visitor.roomsPanel.waitFor()
})

test('who wants no motion gets none; who does not mind gets some', async () => {
  const movements = (page: Page): Promise<number> =>
    page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter(element => {
          const { transitionDuration, animationDuration } = getComputedStyle(element)
          const lasting = `${transitionDuration}, ${animationDuration}`.split(', ').map(Number.parseFloat)
          return lasting.some(seconds => seconds > 0.01)
        }).length,
    )
  const visitor = await visitors.member('calm', { reducedMotion: 'no-preference' })
  await visitor.enter(newRoom())
  await visitor.say('(calm-1)')
  await visitor.hears('(calm-1)')
  expect(await movements(visitor.page)).toBeGreaterThan(0)
  await visitor.page.emulateMedia({ reducedMotion: 'reduce' })
  expect(await movements(visitor.page)).toBe(0)
})
