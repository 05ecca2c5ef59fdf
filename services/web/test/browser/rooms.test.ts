import { expect, test } from 'vitest'
import { setVisible } from './support/background.ts'
import { newRoom, useVisitors } from './support/visitors.ts'

const visitors = useVisitors()

test('the list shows the rooms with their people, as they come and go, and can be filtered', async () => {
  const mark = newRoom()
  const visitor = await visitors.member('reader')
  await visitor.open()
  const link = (name: string) =>
    visitor.roomsPanel.getByRole('link', { name: new RegExp(`^${mark}-${name}`) })
  const people = [await visitors.person('first'), await visitors.person('second')]
  const [first, second] = await Promise.all(people.map(person => person.connect()))
  await first?.join(`${mark}-tea`)
  await link('tea').waitFor()
  await second?.join(`${mark}-coffee`)
  await link('coffee').waitFor()

  await visitor.page.getByLabel('Filter rooms').fill(`${mark}-TE`)
  await link('coffee').waitFor({ state: 'detached' })
  expect(await link('tea').count()).toBe(1)
  await visitor.page.getByLabel('Filter rooms').fill('')

  // How many are in a room is asked for again when somebody looks.
  await second?.join(`${mark}-tea`)
  await link('coffee').waitFor({ state: 'detached' })
  await setVisible(visitor.page, false)
  await setVisible(visitor.page, true)
  await link('tea').filter({ hasText: '2' }).waitFor()
  for (const client of [first, second]) client?.close()
  await link('tea').waitFor({ state: 'detached' })
})

test('a link leads into a room, whether it is there or not, and the way back leads out of it', async () => {
  const roomName = newRoom()
  const visitor = await visitors.member('guest')
  await visitor.enter(roomName)
  await visitor.roomsPanel.getByRole('link', { name: roomName }).waitFor()
  expect(await visitor.roomsPanel.locator('[aria-current=page]').textContent()).toContain(roomName)
  const other = newRoom()
  await visitor.page.getByLabel('New room').fill(other)
  await visitor.button('Create').click()
  await visitor.page.getByRole('heading', { level: 2, name: other }).waitFor()
  await visitor.page.goBack()
  await visitor.page.getByRole('heading', { level: 2, name: roomName }).waitFor()
  await visitor.button('Leave room').click()
  await visitor.page.getByRole('heading', { level: 2, name: 'Choose a room' }).waitFor()
  await visitor.roomsPanel.getByRole('link', { name: roomName }).waitFor({ state: 'detached' })
})

test('a name that no room can have is said to be none', async () => {
  const visitor = await visitors.member('guest')
  await visitor.open()
  await visitor.page.getByLabel('New room').fill('-no')
  await visitor.button('Create').click()
  await visitor.page.getByRole('alert').filter({ hasText: 'room name' }).waitFor()
  expect(new URL(visitor.page.url()).hash).toBe('')
})
