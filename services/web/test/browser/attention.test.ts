import { expect, test } from 'vitest'
import { eventually } from '../../../chat/test/support/eventually.ts'
import { setVisible } from './support/background.ts'
import type { Visitor } from './support/visitor.ts'
import { useVisitors } from './support/visitors.ts'

const visitors = useVisitors()

const titleBecomes = ({ page }: Visitor, title: RegExp): Promise<void> =>
  eventually(async () => expect(await page.title()).toMatch(title))

const iconOf = ({ page }: Visitor): Promise<string> =>
  page.locator('link[rel=icon]').evaluate(link => (link as HTMLLinkElement).href)

test('in the background the title counts what came, the icon is marked, and a line divides it from the rest', async () => {
  const [alice, bob] = await visitors.conversation('alice', 'bob')
  await bob.say('(bob-1)')
  await alice.hears('(bob-1)')
  const plain = await iconOf(alice)
  await titleBecomes(alice, /^room-/)
  await setVisible(alice.page, false)
  await bob.say('(bob-2)')
  await titleBecomes(alice, /^\(1\) room-/)
  await bob.say('(bob-3)')
  await titleBecomes(alice, /^\(2\) room-/)
  expect(await iconOf(alice)).not.toBe(plain)
  expect((await alice.page.request.get(await iconOf(alice))).status()).toBe(200)

  await setVisible(alice.page, true)
  await titleBecomes(alice, /^room-/)
  await eventually(async () => expect(await iconOf(alice)).toBe(plain))
  const log = (await alice.log.textContent()) ?? ''
  expect(log.indexOf('New messages')).toBeGreaterThan(log.indexOf('(bob-1)'))
  expect(log.indexOf('New messages')).toBeLessThan(log.indexOf('(bob-2)'))
})

test('what others say is read aloud as it comes; what was said before and what one says oneself is not', async () => {
  const [alice, bob] = await visitors.conversation('alice', 'bob')
  const announced = alice.page.locator('[aria-live=polite]')
  await bob.say('(bob-1)')
  await alice.hears('(bob-1)')
  await announced.filter({ hasText: `${bob.username}: (bob-1)` }).waitFor({ state: 'attached' })
  await alice.say('(alice-1)')
  await bob.hears('(alice-1)')
  await alice.reload()
  await alice.hears('(alice-1)')
  expect(await announced.textContent()).toBe('')
  await bob.say('(bob-2)')
  await announced.filter({ hasText: '(bob-2)' }).waitFor({ state: 'attached' })
  expect(await alice.log.getAttribute('aria-live')).toBe('off')
})

test('notifications: asked for on a click only, shown in the background only, of others only', async () => {
  const [alice, bob] = await visitors.conversation('alice', 'bob')
  await alice.page.evaluate(() => {
    const told: string[] = []
    let permission: NotificationPermission = 'default'
    class Recorder {
      static get permission() {
        return permission
      }
      static async requestPermission() {
        told.push('asked')
        permission = 'granted'
        return permission
      }
      constructor(title: string, options?: NotificationOptions) {
        told.push(`${title}: ${options?.body}`)
      }
      close() {}
    }
    Object.assign(window, { Notification: Recorder, told })
  })
  const told = (): Promise<string[]> => alice.page.evaluate(() => Reflect.get(window, 'told'))
  await bob.say('(bob-1)')
  await alice.hears('(bob-1)')
  expect(await told()).toEqual([])

  await alice.button('Notify me').click()
  await eventually(async () =>
    expect(await alice.button('Notify me').getAttribute('aria-pressed')).toBe('true'),
  )
  await bob.say('(bob-2)')
  await alice.hears('(bob-2)')
  expect(await told()).toEqual(['asked'])
  await setVisible(alice.page, false)
  await alice.say('(alice-1)')
  await bob.hears('(alice-1)')
  await bob.say('(bob-3)')
  await eventually(async () => expect(await told()).toHaveLength(2))
  expect((await told())[1]).toMatch(/^bob-\w+ in room-.*: \(bob-3\)$/)
})
