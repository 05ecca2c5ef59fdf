import { expect, test } from 'vitest'
import { seedRoom } from './support/seed.ts'
import type { Visitor } from './support/visitor.ts'
import { newRoom, useVisitors } from './support/visitors.ts'

const visitors = useVisitors()

const total = 5000
/** However long the room is: what is in view, and some around it. */
const rowsMax = 120

interface View {
  /** The numbers of the lines in the page, from top to bottom. */
  numbers: number[]
  /** The line nearest to the upper edge of the view, and how far it is from it, in pixels. */
  first: { number: number; top: number }
  scrollTop: number
  atEnd: boolean
}

/** What is in view, two frames on: what a scroll has set off is drawn. */
const look = ({ log }: Visitor): Promise<View> =>
  log.evaluate(async element => {
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
    const edge = element.getBoundingClientRect().top
    const lines = [...element.querySelectorAll('[data-message-key]')].map(row => ({
      number: Number(/\(line-(\d+)\)/.exec(row.textContent ?? '')?.[1]),
      top: row.getBoundingClientRect().top - edge,
      bottom: row.getBoundingClientRect().bottom - edge,
    }))
    lines.sort((a, b) => a.top - b.top)
    const first = lines.find(({ bottom }) => bottom > 0)
    const { scrollTop, scrollHeight, clientHeight } = element
    return {
      numbers: lines.map(({ number }) => number),
      first: { number: first?.number ?? 0, top: first?.top ?? 0 },
      scrollTop,
      atEnd: scrollHeight - scrollTop - clientHeight < 5,
    }
  })

/** How far a line is from the upper edge of the view, in pixels. */
const placeOf = async ({ log }: Visitor, number: number): Promise<number> =>
  log.evaluate((element, text) => {
    const rows = [...element.querySelectorAll('[data-message-key]')]
    const top = rows.find(row => row.textContent?.includes(text))?.getBoundingClientRect().top
    return (top ?? Number.NaN) - element.getBoundingClientRect().top
  }, `(line-${number})`)

const scrollBy = async (visitor: Visitor, pixels: number): Promise<View> => {
  await visitor.page.mouse.wheel(0, pixels)
  return look(visitor)
}

const expectConsecutive = ({ numbers }: View): void => {
  expect(numbers.length).toBeGreaterThan(0)
  expect(numbers.length).toBeLessThan(rowsMax)
  const [start = 0] = numbers
  expect(numbers).toEqual(numbers.map((_, index) => start + index))
}

/** Seconds of script, style and layout for turning the wheel to and fro for a while. */
const costOfScrolling = async (reader: Visitor): Promise<number> => {
  const session = await reader.context.newCDPSession(reader.page)
  await session.send('Performance.enable')
  const read = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics')
    const parts = ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration']
    return metrics.filter(({ name }) => parts.includes(name)).reduce((sum, { value }) => sum + value, 0)
  }
  const before = await read()
  for (let turn = 0; turn < 30; turn++) await scrollBy(reader, turn % 10 < 5 ? 600 : -600)
  return (await read()) - before
}

const enterLongRoom = async (count: number): Promise<Visitor> => {
  const roomName = newRoom()
  await seedRoom(roomName, count)
  const reader = await visitors.member('reader', { viewport: { width: 1000, height: 2000 } })
  await reader.enter(roomName)
  await reader.hears(`(line-${count})`)
  await reader.log.hover()
  return reader
}

test('5,000 messages: pages of history come in order, nothing is skipped, and scrolling stays light', async () => {
  const reader = await enterLongRoom(total)
  let view = await look(reader)
  expect(view.numbers.at(-1)).toBe(total)
  expect(view.atEnd).toBe(true)

  const seen = new Set(view.numbers)
  let pages = 0
  reader.page.on('response', response => {
    if (response.url().includes('/messages?')) pages++
  })
  while (!seen.has(1)) {
    const before = view.first.number
    view = await scrollBy(reader, -2000)
    expectConsecutive(view)
    expect(view.first.number).toBeLessThanOrEqual(before)
    for (const number of view.numbers) seen.add(number)
  }
  // Nothing was skipped on the way: every line was in the page at some time.
  expect(seen.size).toBe(total)
  expect(pages).toBeGreaterThanOrEqual((total - 50) / 100)

  // With everything loaded it scrolls about as lightly as a short room.
  const short = await enterLongRoom(150)
  while ((await scrollBy(short, -1500)).scrollTop > 0);
  expect(await costOfScrolling(reader)).toBeLessThan(3 * (await costOfScrolling(short)))

  await reader.button('Jump to newest').click()
  await reader.hears(`(line-${total})`)
  expectConsecutive(await look(reader))
})

test('a page of history that comes moves nothing: the line in view keeps its place to the pixel', async () => {
  const reader = await enterLongRoom(400)
  // The page is held back until the reader rests.
  const held = Promise.withResolvers<void>()
  let asked = 0
  await reader.page.route(/\/messages\?/, async route => {
    asked++
    await held.promise
    await route.continue()
  })
  let view = await look(reader)
  while (view.scrollTop > 0 && asked === 0) view = await scrollBy(reader, -400)
  view = await scrollBy(reader, -200)
  const before = view
  const page = reader.page.waitForResponse(/\/messages\?/)
  held.resolve()
  await (await page).finished()
  await reader.page.waitForFunction(
    top => (document.querySelector('[role=log]')?.scrollTop ?? 0) > top + 500,
    before.scrollTop,
  )
  await look(reader)
  const place = await placeOf(reader, before.first.number)
  expect(Math.abs(place - before.first.top)).toBeLessThanOrEqual(1)
})

test('one who reads older messages is not pulled down by new ones, and told how to get there', async () => {
  const reader = await enterLongRoom(120)
  await scrollBy(reader, -1500)
  const before = await scrollBy(reader, -10)
  const speaker = await visitors.person('speaker')
  const client = await speaker.connect()
  await client.join(decodeURIComponent(new URL(reader.page.url()).hash.split('/').at(-1) ?? ''))
  await client.say('(line-121)')
  await reader.button('Jump to newest').waitFor()
  await reader.page
    .getByRole('button', { name: /Jump to newest/ })
    .filter({ hasText: '1' })
    .waitFor()
  const after = await look(reader)
  expect(after.first).toEqual(before.first)
  client.close()
  await reader.page.getByRole('button', { name: /Jump to newest/ }).click()
  await reader.hears('(line-121)')
  await reader.page.getByRole('button', { name: /Jump to newest/ }).waitFor({ state: 'detached' })
})
